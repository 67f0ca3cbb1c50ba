import type { TaskWords } from '../rule.ts';

/** Reasoning, code, synthesis and writing at length. */
export const JUDGMENT: readonly TaskWords[] = [
  {
    taskType: 'explain_concept',
    asks: ['explain', 'eli5', 'teach', 'what does ..8 mean', "what's|what is ..2 difference", 'why is|are|do|does|did|was|were', 'help ..2 understand', 'describe how|what|why|the'],
    names: ['difference between', "like i'm five", 'like i am five', 'what is meant by', 'concept of'],
    examples: [
      'Explain how vaccines work.',
      "What's the difference between TCP and UDP?",
      'Why is the sky blue?',
      'ELI5: quantum entanglement',
    ],
  },
  {
    taskType: 'reasoning_qa',
    asks: ['solve ..4 riddle|puzzle|mystery', 'deduce', 'infer'],
    names: ['riddle', 'logic puzzle', 'brain teaser', 'which of the following', 'premise ..40 hypothesis', 'knights ..4 knaves', 'what can be concluded', 'think step by step', 'commonsense'],
    hints: ['step by step', 'logic*'],
    examples: [
      'Solve this riddle: what has keys but no locks?',
      'Here is a logic puzzle about three boxes. Which one holds gold?',
      'Which of the following statements must be true? A) ... B) ...',
    ],
  },
  {
    taskType: 'math_reasoning',
    asks: ['solve', 'calculate', 'compute', 'prove', 'integrate', 'differentiate', 'evaluate ..4 integral|expression|sum|limit', 'find ..6 x|value|area|volume|probability|derivative|integral|sum|roots|remainder|angle|perimeter'],
    names: [
      'equation|equations', 'integral', 'derivative of', 'probability that|of', 'theorem', 'polynomial', 'prime number|numbers', 'how many|much ..25 left|total|altogether|remain', 'right triangle',
      'square root', 'percent of', 'divided by', 'average speed', 'modulo',
    ],
    examples: [
      'Solve the equation 3x + 7 = 22.',
      'Prove that the square root of 2 is irrational.',
      'What is the probability that two dice show the same number?',
      'Anna has 12 apples and gives away 5. How many does she have left?',
    ],
  },
  {
    taskType: 'write_code',
    asks: [
      'write|create|code|build|develop|make|implement|generate|give ..8 function|script|program|code|regex|algorithm|class|snippet|macro|cli|bot|one-liner|bash|python|javascript|scraper|crawler|parser',
      'complete ..5 code|function|program|class', 'generate ..2 code', 'code',
    ],
    names: [
      'python function|script|program|code', 'javascript|typescript|java|rust|go|php|ruby|bash|powershell function|script|program|code|class', 'regex for|that|to', 'regular expression for|that|to|which', 'write a|the|some code',
      'function that|which|to|called|named', 'in c++', 'coding task|problem|challenge', 'leetcode', 'your code should',
    ],
    hints: ['def', 'function', 'algorithm'],
    examples: [
      'Write a Python function that reverses a linked list.',
      'create a bash script to back up my home folder',
      'Give me a regex for ISO dates',
      'Implement an algorithm for topological sort.',
    ],
  },
  {
    taskType: 'explain_code',
    asks: [
      'explain ..8 code|function|script|class|snippet|regex|file|module|method|query|line|codebase|repo|repository', 'what does ..8 code|function|script|line|method|regex|class|file|command|snippet|do',
      'walk ..2 through', 'where is|are|do|does ..12 defined|implemented|used|handled|called|stored|located|configured', 'how does ..10 work', 'find ..8 where', 'explore ..8 codebase|repo|repository|code|project|directory|src', 'search ..6 codebase|repo|repository|code|project', 'trace',
    ],
    names: ['explain this code', 'understand ..4 codebase|code', 'in this repo|repository|codebase|project'],
    examples: [
      'Explain what this function does.',
      'Where is the retry limit defined?',
      'Walk me through the auth middleware.',
      'Explore the codebase and tell me how sessions are stored.',
    ],
  },
  {
    taskType: 'debug_fix',
    asks: [
      'fix', 'debug', 'resolve ..6 error|errors|issue|issues|bug|conflict|warning|failure', 'why ..8 fail|fails|failing|error|errors|crash|crashes|broken|work|working|throw|throws|undefined|null',
      'why does|is|did|do|are ..8 fail|fails|failing|error|errors|crash|crashes|broken|throw|throws', 'troubleshoot', 'repair', 'find ..4 bug|problem|issue', 'investigate ..8 error|bug|failure|crash',
    ],
    names: [
      "doesn't|don't|isn't|not|won't|can't work|working|compile|build|render|load|start", 'traceback', 'stack trace', 'typeerror', 'referenceerror', 'syntaxerror', 'valueerror', 'keyerror', 'assertionerror', 'nullpointerexception', 'segfault', 'segmentation fault',
      'error :', 'exception :', 'throws an|a error|exception', 'getting|get|got|see|seeing ..4 error|errors|exception|warning', 'failing test|tests', 'tests|test|build ..3 failing|fail|fails|failed|broken', 'expected ..8 got|received|actual', 'bug in|with|where|when',
      'steps to reproduce', 'actual behavior|behaviour', 'expected behavior|behaviour', 'does not|no longer work*', 'stopped working', 'crash|crashes|crashed|crashing',
    ],
    hints: ['error', 'bug', 'exception', 'fails', 'broken', 'undefined', 'wrong'],
    examples: [
      'Fix the bug in the date parser.',
      'I am getting an error: cannot read property of undefined',
      'Why does this test fail on Windows?',
      "The submit button doesn't work anymore after the update",
      'Debug this: the loop never ends.',
    ],
  },
  {
    taskType: 'implement_feature',
    asks: [
      'implement', 'add ..10 feature|support|option|button|endpoint|page|command|flag|field|column|setting|toggle|menu|dialog|mode|component|method|parameter|integration|validation|logging|handler', 'build ..8 page|feature|component|app|website|screen|dashboard|form|ui|api|server|service',
      'create ..6 page|component|endpoint|app|website|screen|dashboard|form|ui|api|service|model|route|hook|extension|plugin|game', 'make ..6 configurable|responsive|optional|clickable', 'add', 'feature request', 'support', 'continue ..6 implement*|phase|plan|iterate', 'allow users', 'update ..8 to use|support|handle|show|include|return',
    ],
    names: ['feature request', 'new feature', 'it would be nice|great|useful', 'would be nice|great|useful|helpful', 'add support for', 'as a user', 'proposed solution', "describe the solution you'd"],
    examples: [
      'Implement pagination for the orders endpoint.',
      'Add a dark mode toggle to the settings page',
      'Feature request: export the report as PDF',
      'Build a dashboard that shows open incidents.',
    ],
  },
  {
    taskType: 'refactor_code',
    asks: ['refactor', 'clean ..4 up|code', 'rename ..12 to', 'rename', 'extract ..10 into ..4 function|method|class|module|component|hook|helper|file|service', 'split ..8 into ..5 files|modules|functions|classes|components', 'restructure', 'deduplicate ..4 code', 'simplify ..5 code|function|logic|implementation|class|method', 'remove ..5 dead|unused|duplicate|duplicated|redundant', 'move ..8 to|into'],
    names: ['refactor*', 'code smell|smells', 'more maintainable|idiomatic', 'dead code'],
    examples: [
      'Refactor this class to use composition.',
      'Rename userId to accountId everywhere',
      'Extract the parsing logic into its own module.',
      'Clean up this code please',
    ],
  },
  {
    taskType: 'optimize_performance',
    asks: ['optimi*', 'speed ..4 up', 'speed up', 'how ..4 speed up', 'how ..3 make ..6 faster', 'make ..8 faster|efficient', 'reduce ..5 memory|latency|time|load|runtime|allocations|cpu', 'improve ..5 performance|speed|efficiency|throughput|latency', 'profile'],
    names: ['performance bottleneck|issue|problem|tuning|optimization', 'too slow', 'time complexity', 'memory leak|usage', 'runs slowly', 'bottleneck'],
    examples: [
      'Optimize this query, it takes 12 seconds.',
      'How can we speed up the build?',
      'Make this loop faster.',
      'Reduce the memory use of the importer',
    ],
  },
  {
    taskType: 'translate_code',
    asks: ['convert|port|translate|rewrite|migrate|transpile|turn ..14 to|into|in python|javascript|typescript|java|kotlin|swift|rust|go|golang|c|c++|php|ruby|scala|julia|csharp|dart|numpy|pytorch|react|vue|svelte|esm'],
    names: ['python|javascript|java|php|ruby|c to python|javascript|typescript|java|rust|go|kotlin|c++', 'port this ..4 to'],
    examples: [
      'Convert this Python script to TypeScript.',
      'Port the parser to Rust.',
      'Rewrite this jQuery code in React',
    ],
  },
  {
    taskType: 'query_sql',
    asks: ['write|give|generate|create|build ..8 sql|query', 'select ..30 from', 'query ..6 database|table|tables', 'how do i ..20 sql|postgres|postgresql|mysql|sqlite'],
    names: ['sql query|queries|statement', 'in sql', 'write a query', 'left|inner|outer join', 'group by', 'postgresql|postgres|mysql|sqlite|bigquery query', 'text to sql'],
    hints: ['sql'],
    examples: [
      'Write a SQL query for the ten best customers of last year.',
      'How do I do a left join on two columns in SQL?',
      'Give me a query that counts orders per day, group by region',
    ],
  },
  {
    taskType: 'write_tests',
    asks: ['write|add|create|generate|implement|make ..8 test|tests|spec|specs|testcases', 'increase|improve ..4 coverage', 'cover ..8 tests', 'test ..3 function|class|module|endpoint|component'],
    names: ['unit test|tests for', 'unit tests', 'test cases for', 'test coverage', 'test suite for', 'integration tests for', 'e2e tests'],
    examples: [
      'Write unit tests for the cart module.',
      'Add tests that cover the empty list.',
      'Increase the test coverage of src/parser.',
    ],
  },
  {
    taskType: 'review_code',
    asks: ['review', 'critique ..5 code|implementation|pr|design', 'look ..6 for bugs', 'check ..6 code', 'give ..4 feedback ..6 code|pr|implementation'],
    names: ['code review|reviewer', 'review ..5 code|pr|pull|diff|changes|commit|patch|branch|implementation', 'feedback on ..4 code|pr|implementation', 'review the following'],
    examples: [
      'Review this pull request.',
      'Do a code review of the diff below',
      'Look at my changes for bugs, please: review the patch.',
    ],
  },
  {
    taskType: 'write_docs',
    asks: ['write|update|add|create|generate|improve|edit|draft ..9 docs|documentation|readme|docstring|docstrings|jsdoc|changelog|comments|overview|wiki|runbook', 'document ..6 function|api|code|module|class|endpoint|endpoints|feature|this|these|the'],
    names: ['readme', 'docstring|docstrings', 'api documentation|docs', 'release notes', 'documentation for|of', 'user guide'],
    hints: ['docs', 'documentation'],
    examples: [
      'Write a README for this project.',
      'Add docstrings to every public function.',
      'Update the documentation of the config options',
    ],
  },
  {
    taskType: 'devops_setup',
    asks: [
      'set up|setup', 'setup', 'configure', 'install', 'start|run|launch|restart|stop ..5 server|container|docker|service|dev|app|background|tests|test|build|script', 'create|write|make ..6 dockerfile|docker|workflow|pipeline|helm|terraform|systemd|cron|makefile|yaml',
      'dockeri*', 'run ..4 tests|test|build|lint|script',
    ],
    names: ['dockerfile', 'docker compose', 'github actions', 'ci pipeline|workflow|cd', 'helm chart', 'kubernetes manifest|deployment|cluster', 'nginx config|configuration', 'systemd unit|service', 'terraform module', 'cron job', 'gitlab ci', 'environment variables'],
    hints: ['docker', 'kubernetes', 'nginx', 'terraform', 'npm install', 'pip install'],
    examples: [
      'Set up GitHub Actions for this repo.',
      'Write a Dockerfile for a Node service',
      'Configure nginx as a reverse proxy with TLS.',
      'install and start redis in the background',
    ],
  },
  {
    taskType: 'data_analysis',
    asks: ['analy* ..6 data|dataset|csv|metrics|numbers|trends|sales|survey|statistics|spreadsheet|logs', 'plot', 'visuali*', 'run ..4 regression|anova', 'chart'],
    names: ['data analysis|analyst', 'correlation between', 'linear|logistic regression', 'standard deviation', 'statistically significant', 'p value', 'trend in|over', 'pandas dataframe', 'pivot table', 'time series'],
    examples: [
      'Analyze this dataset and tell me which region grew most.',
      'Is the difference statistically significant?',
      'Plot revenue by month from the CSV.',
    ],
  },
  {
    taskType: 'analyze_synthesize',
    asks: ['analy*', 'compare', 'contrast', 'synthesi*', 'research', 'assess', 'investigate', 'discuss', 'examine', 'evaluate ..5 argument|impact|evidence|approaches|options|strategy'],
    names: ['pros and cons', 'compare and contrast', 'literature review', 'synthesi* ..5 findings|sources|research', 'trade offs', 'tradeoffs', 'implications of', 'strengths and weaknesses', 'swot', 'market analysis', 'critical analysis'],
    examples: [
      'Compare the three proposals and say which holds up.',
      'Synthesize the findings of these five papers.',
      'Analyze the argument made in this speech.',
      'What are the pros and cons of remote work?',
    ],
  },
  {
    taskType: 'plan_task',
    asks: ['plan', 'create|make|write|draft|give|build|develop|come ..8 plan|roadmap|itinerary|schedule|checklist|agenda|curriculum|timeline', 'break ..8 down|into ..4 tasks|steps|subtasks|issues', 'outline ..4 steps|plan', 'prepare ..5 plan', 'what are|is ..3 next steps|step|phase'],
    names: ['implementation plan', 'project plan', 'roadmap', 'itinerary', 'step plan', 'action plan', 'meal plan', 'study plan', 'workout plan', 'migration plan', 'lesson plan', "what's next"],
    examples: [
      'Plan a three day trip to Porto.',
      'Break this epic down into tasks.',
      'Create a migration plan from REST to gRPC.',
      'Make a study plan for the exam in June',
    ],
  },
  {
    taskType: 'brainstorm',
    asks: ['brainstorm', 'give|suggest|list|share|generate|come|propose ..7 ideas|names|suggestions|concepts|angles', 'ideas for|to|on', 'think of ..5 ways|ideas|names'],
    names: ['brainstorm*', 'ideas for', 'name ideas', 'gift ideas', 'come up with ..5 ideas|names|ways'],
    examples: ['Brainstorm names for a bakery.', 'Give me ten ideas for a team offsite', 'Ideas for a science fair project?'],
  },
  {
    taskType: 'advice_recommend',
    asks: ['recommend', 'advise', 'what should i|we', 'which ..8 should i|we', 'should i ..20 or', 'suggest ..4 book|books|movie|movies|restaurant|restaurants|laptop|library|libraries|tool|tools', 'give ..4 advice|tips|recommendations', 'any advice|tips|recommendations|suggestions', 'what would you recommend|suggest|do'],
    names: ['advice on|for|about', 'what is|are the best', "what's the best", 'is it worth', 'best way to', 'tips for|on', 'would you recommend', 'recommendation*'],
    examples: [
      'Recommend a book about stoicism.',
      'Which laptop should I buy for video editing?',
      'Any tips for a first marathon?',
      "What's the best way to learn Japanese?",
    ],
  },
  {
    taskType: 'creative_writing',
    asks: ['write|compose|create|tell|generate|craft|continue ..7 story|poem|haiku|song|lyrics|limerick|novel|scene|dialogue|sonnet|fanfiction|fairy|fable|screenplay|script|monologue|rap|ballad|tale'],
    names: ['short story', 'poem about', 'story about', 'song about', 'fan fiction', 'once upon a time', 'write a poem|story|song|scene'],
    examples: [
      'Write a short story about a lighthouse keeper.',
      'Compose a haiku on autumn rain.',
      'Tell me a story about a dragon who bakes',
      'Write a poem for my grandmother',
    ],
  },
  {
    taskType: 'long_form_writing',
    asks: ['write|draft|compose|create|generate|prepare ..8 essay|article|blog|report|speech|chapter|biography|paper|whitepaper|thesis|column|editorial|book|guide|introduction'],
    names: ['blog post about|on', 'essay on|about', 'article about|on', '500|800|1000|1500|2000 words|word', 'word essay|article', 'speech for|about|on'],
    examples: [
      'Write an essay on the causes of the French Revolution.',
      'Draft a blog post about static typing.',
      'Write a 1000 word article on urban gardening',
    ],
  },
  {
    taskType: 'business_writing',
    asks: ['write|draft|compose|create|prepare|generate ..9 email|e-mail|mail|letter|memo|proposal|announcement|press|advertisement|ad|resume|cv|pitch|invitation|statement|testimonial|linkedin|policy|job|apology', 'reply ..5 email|customer|client'],
    names: ['cover letter', 'press release', 'job description', 'email to', 'sales pitch', 'business proposal|plan|letter', 'marketing copy|email', 'linkedin post', 'letter of recommendation', 'resignation letter'],
    examples: [
      'Draft an email to a client about the delay.',
      'Write a cover letter for a nursing job.',
      'Create a press release for our new product',
    ],
  },
  {
    taskType: 'roleplay',
    asks: ['act as|like', 'pretend', 'roleplay', 'role play', 'play ..4 role|character', 'imagine you|you\'re', 'stay in character', 'be my'],
    names: ['i want you to act', 'act as a|an|if|my', 'stay in character', 'you will play', 'play the role', 'you are now', 'in character', 'role playing'],
    examples: [
      'Act as a job interviewer and ask me questions.',
      'Pretend you are a pirate captain.',
      "Let's roleplay: you are the innkeeper",
    ],
  },
];
