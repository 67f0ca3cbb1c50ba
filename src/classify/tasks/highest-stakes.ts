import type { TaskWords } from '../rule.ts';

/** What cannot be undone, or costs far more when wrong than any model does. Looked for first. */
export const HIGHEST_STAKES: readonly TaskWords[] = [
  {
    taskType: 'architect_design',
    asks: [
      'architect', 'design ..6 system|architecture|platform|infrastructure|pipeline|service|backend|database|schema|protocol|api', 'propose ..5 architecture|design',
      'choose ..4 architecture', 'refactor|rewrite ..3 entire|whole', 'how should ..8 architect*|scale',
    ],
    names: ['system design', 'architecture decision|proposal|review', 'software architecture', 'architectural', 'design system', 'event driven architecture', 'microservices architecture', 'scale to ..4 million|billion|users', 'novel algorithm|approach|architecture'],
    examples: [
      'Design a system that ingests 2 million events per second.',
      'Write an architecture decision record for the queue.',
      'Architect a multi-region failover for our API.',
      'Refactor the entire billing backend into services.',
    ],
  },
  {
    taskType: 'root_cause',
    asks: ['find|determine|identify|investigate|analy* ..5 root cause', 'write ..5 postmortem', 'why did ..6 outage|production|incident|prod'],
    names: ['root cause', 'root causes', 'postmortem', 'post mortem', 'incident analysis|report|review', 'five whys', 'outage', 'incident timeline'],
    examples: [
      'Find the root cause of the checkout outage.',
      "Write a postmortem for yesterday's incident",
      'Why did production go down at 03:00?',
    ],
  },
  {
    taskType: 'security_audit',
    asks: ['audit', 'pentest', 'threat model', 'find|scan|check|look|search ..6 vulnerabilit*|exploit|exploits|injection|backdoor', 'harden'],
    names: ['security audit|review|analysis|assessment|vulnerabilit*|hole|holes|issue|issues|flaw|flaws|implications', 'penetration test|testing', 'threat model|modeling|modelling', 'vulnerabilit*', 'owasp', 'sql injection', 'xss', 'csrf', 'remote code execution', 'privilege escalation', 'cve'],
    examples: [
      'Do a security review of the login flow.',
      'Audit this contract for reentrancy.',
      'Check the upload handler for vulnerabilities',
      'Threat model our webhook receiver.',
    ],
  },
  {
    taskType: 'legal_compliance',
    asks: ['draft|review|check|write|analy* ..6 contract|agreement|nda|lease|terms|policy|clause|will|lawsuit'],
    names: [
      'legal', 'gdpr', 'hipaa', 'ccpa', 'soc 2', 'soc2', 'pci dss', 'compliance', 'terms of service', 'privacy policy', 'liability clause|for', 'non disclosure agreement', 'non compete', 'license agreement', 'data processing agreement', 'regulatory', 'lawsuit', 'copyright infringement', 'indemnif*',
    ],
    examples: [
      'Is this data flow allowed under the GDPR?',
      'Review the liability clause of this contract.',
      'Draft an NDA for a supplier.',
      'We need a legal opinion on these terms',
    ],
  },
  {
    taskType: 'production_deploy',
    asks: ['deploy', 'release ..6 production|prod|live|npm|pypi|public|version', 'launch ..6 production|live|campaign', 'ship ..5 production|prod|live|customers', 'promote ..6 production|prod', 'roll ..6 out|back ..6 production|prod|users|customers', 'publish ..6 npm|pypi|package|crate|store|registry', 'go live', 'cut ..3 release'],
    names: ['deploy|deploys|deployed|deploying|push|rollout ..6 production|prod|live', 'production deploy|deployment|release|launch|rollout', 'to production', 'into production', 'in prod', 'go live', 'blue green deploy*', 'canary deploy*|release'],
    examples: [
      'Deploy version 2.4 to production.',
      'Push the hotfix to prod now',
      'Release the package to npm.',
      'Roll the new checkout out to all users',
    ],
  },
  {
    taskType: 'irreversible_action',
    asks: [
      'delete|drop|wipe|erase|purge|truncate|destroy|nuke ..8 database|databases|db|table|tables|production|prod|bucket|buckets|account|accounts|backup|backups|customer|customers|records|cluster|volume|snapshots|namespace|repository|history',
      'force push', 'send ..8 all|every|entire ..4 customers|users|subscribers|list|clients', 'transfer|wire|refund|pay ..8 money|funds|usd|eur|dollars|euros|account|invoice|payment', 'terminate ..6 instances|instance|employee|contract|cluster', 'shut down ..5 production|cluster|account', 'format ..3 disk|drive',
    ],
    names: ['irreversibl*', 'cannot|can\'t|can not be undone', 'no way back', 'high stakes', 'mission critical', 'force push', 'rm rf', 'drop table|database', 'delete ..3 database', 'permanently delete|remove|erase'],
    examples: [
      'Drop the customers table and recreate it.',
      'Delete all backups older than a week.',
      'Send this email to all subscribers',
      'Force push the rewritten history to main.',
      'Transfer the funds to the new account.',
    ],
  },
  {
    taskType: 'credential_change',
    asks: [
      'rotate|revoke|change|reset|replace|regenerate|renew|reissue|invalidate ..8 key|keys|token|tokens|secret|secrets|password|passwords|credential|credentials|certificate|certificates|cert|certs',
      'grant|give|revoke|remove ..8 access|permission|permissions|admin|role|roles|privileges|sudo', 'add ..5 authorized|ssh ..3 key|keys',
    ],
    names: ['rotate ..5 key|keys|token|tokens|secret|secrets|credential*', 'iam policy|role|permissions', 'admin access|rights|privileges', 'credential change|rotation', 'key rotation', 'authorized keys'],
    examples: [
      'Rotate the API keys of the payment service.',
      'Reset the admin password.',
      'Grant Maria admin access to the billing project',
      'Revoke all tokens issued before Monday.',
    ],
  },
  {
    taskType: 'orchestrate_agents',
    asks: ['orchestrate', 'coordinate ..6 agents|subagents|workers', 'spawn|launch|dispatch|start|use|run ..6 agents|subagents', 'delegate ..8 agents|subagents|agent'],
    names: ['multi agent', 'multiple agents', 'sub agents', 'subagents', 'agents in parallel', 'parallel agents', 'long horizon', 'agent swarm', 'orchestrator', 'orchestrat* ..4 agents|workflow'],
    examples: [
      'Orchestrate three agents to migrate the services.',
      'Spawn subagents for each package and merge their reports.',
      'Design a multi-agent workflow for claims.',
      'Coordinate the agents that work on the release.',
    ],
  },
];
