import type { TaskWords } from '../rule.ts';

/** Processing and short writing that must be right the first time. */
export const STRUCTURED: readonly TaskWords[] = [
  {
    taskType: 'validate_schema',
    asks: [
      'validate', 'check ..8 schema|format|constraint|constraints|rule|rules|valid|conforms|required', 'does ..8 match|conform|satisfy|fit ..5 schema|spec|format|contract',
      'is ..5 valid json|yaml|xml|csv|sql|email|iban|url',
    ],
    names: ['schema validation', 'against ..4 schema|spec', 'match ..3 schema', 'format check', 'validat* ..6 schema|payload|json|input|format'],
    examples: [
      'Validate this payload against the schema below.',
      'Does this JSON match the schema?',
      'Check that the output follows the required format.',
    ],
  },
  {
    taskType: 'rank_items',
    asks: ['rank', 'rerank', 're rank', 'sort|order ..8 by relevance|importance|priority|quality|severity|likelihood', 'prioriti*', 'pick ..4 best|top ..4 candidate|candidates|result|results|answer|answers|option|options'],
    names: ['rank ..5 list|candidates|results|items|options', 'most ..2 to least', 'in order of'],
    hints: ['which ..6 is better'],
    examples: [
      'Rank these search results by relevance to the query.',
      'Sort the bugs by severity, worst first.',
      'Order the candidates from most to least qualified.',
    ],
  },
  {
    taskType: 'score_rate',
    asks: ['score', 'rate', 'grade', 'evaluate ..12 score|scale|rating|points', 'give|assign ..5 score|rating|grade'],
    names: ['on a scale', 'scale of|from', 'score from|between|of|out', '1 to 5|10|100', 'score ..4 0|1', 'rubric', 'rate ..8 1|0'],
    examples: [
      'Rate this answer on a scale of 1 to 10.',
      'Score the essay with the rubric below.',
      'Give a quality score between 0 and 1',
    ],
  },
  {
    taskType: 'yes_no_decision',
    asks: ['decide|determine|judge|check|tell ..2 if|whether', 'should i|we|this', 'answer ..4 yes|true or no|false'],
    names: ['yes ..3 no', 'true or false', 'answer only yes|no', 'eligible'],
    hints: ['whether'],
    examples: [
      'Should we refund this order? Answer yes or no.',
      'Decide whether the claim may be settled automatically.',
      'True or false: the invoice is overdue.',
    ],
  },
  {
    taskType: 'template_fill',
    asks: ['fill ..8 template|form|placeholders|placeholder|blanks|fields|slots|in', 'complete ..4 template|form', 'populate'],
    names: ['fill in ..5 template|blanks|placeholders', 'template :', 'using ..4 template'],
    hints: ['template', 'placeholder*'],
    examples: [
      'Fill in this template with the data below.',
      'Complete the form from the customer record.',
      'Populate the placeholders in the contract header.',
    ],
  },
  {
    taskType: 'generate_title',
    asks: ['write|suggest|generate|give|create|propose|come|find|think|make|need ..7 title|titles|headline|headlines', 'title|headline for', 'name ..3 conversation|chat|session', 'title'],
    names: ['title for|of ..3 this|the|my', 'conversation title', 'seo title', 'catchy title'],
    hints: ['headline'],
    examples: [
      'Suggest a title for this blog post.',
      'Give me five headlines for the story below',
      'Write a conversation title in at most six words.',
    ],
  },
  {
    taskType: 'commit_message',
    asks: ['commit ..5 changes|this|these|it|them|everything|all|staged', 'write|create|generate|suggest|draft|make ..6 commit message|messages', 'write|create|generate|suggest|draft ..6 commit', 'commit', 'pr|pull ..2 description|title|summary'],
    names: ['commit message|messages', 'conventional commit|commits', 'pull request description', 'pr description'],
    examples: [
      'Write a commit message for this diff.',
      'please commit these changes',
      'Generate a conventional commit for the staged files.',
    ],
  },
  {
    taskType: 'short_generate',
    asks: ['write|generate|compose|create|draft|give|suggest ..6 tweet|caption|tagline|slogan|subject|bio|notification|blurb|haiku|toast|one-liner|liner|greeting|sms|username|description|reply'],
    names: ['subject line|lines', 'product description', 'alt text', 'meta description', 'one liner', 'push notification'],
    examples: [
      'Write a subject line for this newsletter.',
      'Create a caption for a photo of a lighthouse',
      'Draft a short reply to this review.',
    ],
  },
  {
    taskType: 'generate_data',
    asks: [
      'generate|create|make|produce|give|write|list ..7 sample|fake|mock|dummy|synthetic|test|random|example|seed ..4 data|dataset|records|rows|users|entries|examples|values|names|json|csv|questions',
      'generate|create|produce ..4 json|csv|xml|yaml|table|dataset', 'generate|create|write|make ..6 questions|quiz|flashcards|examples|prompts',
    ],
    names: ['mock|dummy|fake|synthetic|seed|sample data', 'test data', 'structured output'],
    examples: [
      'Generate 20 fake users as JSON.',
      'Create a sample dataset of orders with id, date and amount',
      'Make five quiz questions about volcanoes.',
    ],
  },
  {
    taskType: 'rewrite_text',
    asks: [
      'rewrite', 'rephrase', 'paraphrase', 'reword', 'polish', 'simplify ..4 text|sentence|paragraph|language|this', 'make ..8 concise|formal|polite|professional|friendly|friendlier|shorter|clearer|readable|casual|persuasive',
      'improve ..6 wording|writing|style|tone|text|paragraph|sentence|sentences|email|essay|flow|clarity', 'edit ..4 paragraph|text|email|sentence',
    ],
    names: ['rewrite ..6 sentence|paragraph|text|email', 'more formal|concise|polite|professional|readable', 'plain language', 'in simpler words'],
    examples: [
      'Rewrite this paragraph in plain language.',
      'Rephrase the sentence so that it sounds friendlier',
      'Make this email more formal.',
      'Paraphrase: the deal fell through at the last minute',
    ],
  },
  {
    taskType: 'reading_qa',
    asks: [
      'answer ..8 from|using|based ..4 document|context|passage|text|article|paragraph|documents|excerpt', 'according to ..4 passage|text|document|article|context|paragraph', 'based on ..5 context|passage|text|document|article|paragraph|documents|excerpt|information',
      'given ..4 passage|context|paragraph|article|document', 'read ..5 passage|text|article|paragraph|document',
    ],
    names: ['based on ..3 passage|context|text|document|article', 'document :', 'passage :', 'reading comprehension', 'from ..2 document|context|passage'],
    hints: ['context :', 'passage'],
    examples: [
      'Answer the question using only the document below.',
      'According to the passage, when was the bridge built?',
      'Based on the context, who signed the treaty?',
    ],
  },
  {
    taskType: 'open_qa',
    hints: [
      '^what is|are|was|were|year|city|country', '^who is|was|were|invented|wrote|won|painted|discovered', '^when did|was|is|were|does', '^where is|are|was|did|were', '^how many|much|old|far|tall|long|big|fast|deep|high',
      '^which country|city|year|planet|river|port|person|team|animal|element',
    ],
    examples: ['Who wrote The Tin Drum?', 'When was the Panama Canal opened?', 'How tall is the Eiffel tower?', 'What is the capital of Mongolia?'],
  },
  {
    taskType: 'fact_check',
    asks: ['fact check', 'factcheck', 'is it true', 'verify ..6 claim|claims|statement|fact|facts|quote', 'check ..5 facts|claim|claims|accuracy'],
    names: ['fact check*', 'supported or refuted', 'is this claim', 'claim :'],
    examples: [
      'Fact check: the Great Wall is visible from space.',
      'Verify this claim with the sources below.',
      'Is it true that honey never spoils?',
    ],
  },
  {
    taskType: 'howto_instructions',
    asks: ['how do|can|should|could|would i|you|we|one', 'how to', 'show ..3 how to', 'steps to|for', 'give|write|provide ..5 instructions|steps|tutorial'],
    names: ['step by step guide|instructions|tutorial', "what's the command", 'what is the command', 'is there a way to', 'how do i', 'how can i', 'how to'],
    examples: [
      'How do I squash my last three commits?',
      'how to remove wine stains from a carpet',
      'Give me step by step instructions to reset the router.',
    ],
  },
];
