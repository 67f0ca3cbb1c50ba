export { createTrainedClassifier } from './trained.ts';
export { withPolicyRules } from './policy-rules.ts';
