import type { TaskFamily } from './contract.ts';
import { JUDGMENT } from './terms.ts';

export const WRITING: TaskFamily = {
  name: 'Writing',
  about: "New text that is read for its own sake, or sent in somebody's name.",
  contracts: [
    {
      ...JUDGMENT,
      type: 'creative_writing',
      about: 'Stories, poems, lyrics, scenes.',
      expectedOutputTokens: 1500,
      aliases: ['story'],
      examples: [
        'Write a short story about a lighthouse keeper who is afraid of the sea.',
        'a haiku about merge conflicts',
        'Continue this scene, same voice, about 400 words.',
        "song lyrics for a friend's wedding, a bit silly",
        'Schreibe ein Gedicht über den ersten Schnee im Stil der Romantik.',
        'opening paragraph of a noir novel set on mars',
        'Dialogue between the moon and a streetlamp.',
      ],
    },
    {
      ...JUDGMENT,
      type: 'long_form_writing',
      about: 'Articles, essays, reports and chapters of a page or more.',
      // What a small model lacks shows with length: a thread that holds over pages.
      floor: 2,
      expectedOutputTokens: 2000,
      aliases: ['article'],
      examples: [
        'Write a 1500-word article about the history of the bicycle.',
        'blog post: what we learned from a year of remote work',
        'Draft chapter 2 of the handbook from this outline.',
        'An essay on whether cities should ban cars, with arguments on both sides.',
        'Schreibe einen ausführlichen Bericht über das Projekt, gegliedert nach Phasen.',
        'write the white paper section on data protection, about three pages',
      ],
    },
    {
      ...JUDGMENT,
      type: 'business_writing',
      about: 'Mails, letters, offers, announcements: text that works for somebody.',
      expectedOutputTokens: 600,
      aliases: ['email'],
      examples: [
        'Write an email to a client: the delivery is two weeks late, offer a discount.',
        'cover letter for this job ad, my cv is below',
        'Draft an announcement of the new pricing for existing customers.',
        'polite reminder for an unpaid invoice, second one',
        'Formuliere ein Kündigungsschreiben für meinen Handyvertrag.',
        'linkedin post about our funding round, not too loud',
        'Write a performance review for a solid junior developer, notes below.',
      ],
    },
    {
      ...JUDGMENT,
      type: 'roleplay',
      about: 'Speaks as somebody else: a character, a job interviewer, a patient.',
      underCost: 2,
      expectedOutputTokens: 300,
      aliases: [],
      examples: [
        'You are a grumpy dwarf innkeeper. I walk in, soaked.',
        'act as my interviewer for a product manager role, one question at a time',
        'Pretend to be Ada Lovelace and answer my questions.',
        'Let us practise Italian: you are the waiter.',
        'Spiel einen verärgerten Kunden, ich übe das Beschwerdegespräch.',
        '*draws sword* "You shall not leave this hall"',
        'stay in character: you are the ship computer and the hull is breached',
      ],
    },
  ],
};
