/** What a merchant sets up before partners can bring anything, in the order in which it is done. */
export const onboardingSteps = ['program', 'partner', 'click', 'purchase', 'webhook', 'alerts'] as const;
export type OnboardingStep = (typeof onboardingSteps)[number];
