import type { TaskWords } from '../rule.ts';

/** Fixed categories, compression, conversion: work with a small answer that a local model can give. */
export const PROCESSING: readonly TaskWords[] = [
  {
    taskType: 'classify_intent',
    asks: ['classify|detect|identify|determine|recogni*|predict ..6 intent|intents|intention', 'what ..3 intent'],
    names: ['intent detection|classifier|classification|recognition', "user's|users|customer's|caller's intent", 'intents :'],
    examples: [
      'Classify the intent of this message: "where is my parcel"',
      'Detect the user intent: cancel my subscription please',
      'What is the intent behind "can I get my money back?"',
      'Identify the intent of the caller from the transcript below.',
    ],
  },
  {
    taskType: 'classify_text',
    asks: [
      'classify', 'categori*', 'label', 'triage', 'assign ..6 label|labels|category|categories|class|tag|tags',
      'tag ..4 post|posts|article|ticket|tickets|issue|issues|message|comment|text', 'sort ..6 into ..4 categories|buckets|groups',
    ],
    names: [
      'you are a ..3 classifier', 'one of :', 'labels :', 'categories :', 'one label', 'which category',
      'into ..3 categories', 'flair for|of', 'issue type', 'text classification',
    ],
    hints: ['one of the following', 'category', 'classif*'],
    examples: [
      'Classify this support ticket as billing, technical or other.',
      'Categorize the following GitHub issue: app crashes on start',
      'You are a classifier. Answer with one label: spam or ham.',
      'Which category does this expense belong to? Taxi, 23 EUR',
      'Label each line as INFO or ERROR.',
    ],
  },
  {
    taskType: 'route_task',
    asks: [
      'route ..8 task|request|requests|ticket|tickets|message|query|email|call|question', 'choose|pick|select|decide ..5 agent|queue|department|handler|team|model',
      'which agent|queue|team|department|model|handler ..5 should|handles|to',
    ],
    names: ['you are a ..3 router|dispatcher', 'routing decision', 'forward ..6 team|department|queue'],
    examples: [
      'Route this task to the right worker: resize 40 images',
      'Which team should handle this request? "VPN drops every hour"',
      'You are a router. Pick the agent that answers best.',
      'Decide which queue this email goes to.',
    ],
  },
  {
    taskType: 'detect_language',
    asks: ['detect|identify|determine|guess|recogni* ..5 language', 'what|which language is|are|was|does'],
    names: ['language detection|identification|detector', 'what language', 'iso 639', 'language code'],
    examples: [
      'Detect the language of this text: "Wo ist der Bahnhof?"',
      'What language is this written in?',
      'Return only the ISO 639 code of the input.',
    ],
  },
  {
    taskType: 'detect_sentiment',
    asks: ['detect|classify|identify|analy*|determine|predict|rate ..6 sentiment|emotion|tone|mood', 'is ..6 positive or negative', 'classify|label|rate ..6 positive|negative ..3 neutral|negative|positive'],
    names: ['sentiment', 'positive ..2 negative', 'positive|negative or neutral', 'emotion detection'],
    examples: [
      'What is the sentiment of this review? "Loved it!"',
      'Classify as positive, negative or neutral: the food was cold',
      'Analyze the sentiment of these tweets.',
    ],
  },
  {
    taskType: 'detect_topic',
    asks: ['detect|identify|determine|name|find ..5 topic|topics|subject|theme|themes', 'what|which ..4 topic|topics', 'is this about', 'what is this ..5 about'],
    names: ['topic detection|classification|label|modeling', 'main topic', 'topic of', 'is this about'],
    examples: [
      'Detect the topic of this paragraph.',
      'Is this about sports or politics?',
      'What is the main topic of the following article?',
    ],
  },
  {
    taskType: 'filter_content',
    asks: ['filter', 'moderate', 'flag ..6 spam|toxic|abusive|inappropriate|offensive|content|comments|messages', 'remove|drop|exclude ..5 duplicates|entries|rows|lines'],
    names: ['content moderation', 'is this spam', 'spam filter', 'not safe for work', 'nsfw', 'profanity', 'toxic|abusive|hateful comment|comments|content|message|messages'],
    examples: [
      'Filter these log lines and keep only warnings.',
      'Flag the comments that are spam.',
      'You do content moderation for a forum. Allow or block.',
    ],
  },
  {
    taskType: 'summarize',
    asks: [
      'summari*', 'tldr', 'sum up', 'condense', 'recap', 'give|write|create|provide|produce|make|generate ..6 summary|summaries|gist|recap|tldr|digest|abstract',
      'outline ..3 main|key points', 'shorten ..3 text|article|paragraph',
    ],
    names: ['summary of', 'tl dr', 'key points|takeaways', 'in one|two|three sentence|sentences', 'concise|brief|short|executive|meeting summary'],
    hints: ['summar*', 'bullet points'],
    examples: [
      'Summarize this article in three sentences.',
      'TL;DR of the thread below please',
      'Give me a short summary of the meeting notes',
      'Can you recap what was decided?',
      'Please sum up the customer call.',
    ],
  },
  {
    taskType: 'extract_fields',
    asks: [
      'extract', 'pull out', 'parse ..6 string|text|input|email|invoice|receipt|log|message|resume|address|date', 'list|find|get|return|identify ..5 names|dates|emails|amounts|entities|addresses|persons|people|organizations ..8 from|in|mentioned',
      'collect ..6 fields|details',
    ],
    names: ['named entity|entities', 'entity extraction', 'extract ..6 entity|entities|field|fields|name|names|date|dates|number|numbers', 'information extraction', 'fields :', 'into ..4 fields'],
    hints: ['extract*'],
    examples: [
      'Extract the name, date and total from this invoice.',
      'Pull out all e-mail addresses from the text below',
      'List the people mentioned in this paragraph.',
      'Parse this log message and give me host and port.',
    ],
  },
  {
    taskType: 'extract_keywords',
    asks: ['extract|list|give|find|generate|get|suggest|identify ..6 keyword|keywords|keyphrases|hashtags|tags', 'extract|list ..5 key phrases|terms|words'],
    names: ['keyword extraction', 'keywords', 'key phrases', 'tags for'],
    examples: [
      'Extract the keywords from this abstract.',
      'Give me 3 tags for this blog post',
      'List the key phrases of the following text.',
    ],
  },
  {
    taskType: 'format_convert',
    asks: [
      'convert|format|reformat|transform|turn|change|export|render|output|restructure ..14 json|csv|yaml|xml|markdown|toml|html|latex|tsv|table|snake|camelcase|uppercase|lowercase|utc',
      'reformat', 'convert ..6 celsius|fahrenheit|miles|kilometers|pounds|usd|eur', 'format ..4 date|dates|phone|number|numbers|address',
      'json|csv|yaml|xml|markdown|html|toml to json|csv|yaml|xml|markdown|html|toml',
    ],
    names: ['format ..4 json|markdown|csv', 'translate ..3 format|schema', 'as a markdown table', 'to json|csv|yaml|xml|toml', 'into json|csv|yaml|xml|toml|markdown'],
    examples: [
      'Convert this CSV to JSON.',
      'Turn the list below into a markdown table',
      'Format these dates as YYYY-MM-DD',
      'Reformat the address block for a label printer.',
    ],
  },
  {
    taskType: 'translate',
    asks: ['translate', 'how do you say', 'say|put|write|render ..6 in french|german|spanish|italian|japanese|chinese|korean|portuguese|russian|dutch|polish|arabic|hindi|turkish|swedish'],
    names: [
      'translate ..12 english|french|german|spanish|italian|japanese|chinese|korean|portuguese|russian|dutch|polish|arabic|hindi|turkish|swedish',
      'translation of|into|to', 'you are a ..3 translator', 'how do you say',
      'from english|french|german|spanish|italian|japanese|chinese to|into english|french|german|spanish|italian|japanese|chinese',
    ],
    examples: [
      'Translate to German: good morning, everyone',
      'Translate the following release notes into Japanese.',
      'How do you say "thank you" in Finnish?',
      'You are a translator. English to French, keep the tone.',
    ],
  },
  {
    taskType: 'correct_text',
    asks: ['proofread', 'correct|fix|check ..6 grammar|spelling|typo|typos|punctuation|transcript|orthography', 'correct ..3 sentence|text|paragraph|english|mistakes'],
    names: ['spelling mistakes|errors', 'grammar mistakes|errors|check', 'grammatical', 'typos in'],
    hints: ['grammar', 'spelling', 'typos'],
    examples: [
      'Fix the grammar in this sentence: he go to school',
      'Proofread my paragraph.',
      'Correct the spelling mistakes below',
    ],
  },
  {
    taskType: 'chat_smalltalk',
    asks: ['how are you', "how's it going", 'how is it going', 'tell ..3 joke', "what's up", 'nice to meet', 'thank you', 'who are you', 'are you ..2 human|robot|ai|bot'],
    names: ['how are you doing|today', 'thanks so much'],
    hints: ['^good morning|evening|afternoon|night'],
    examples: ['hi! how are you today?', 'Good morning', 'Tell me a joke', 'thank you, that was helpful'],
  },
];
