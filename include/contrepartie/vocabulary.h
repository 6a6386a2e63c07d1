/* The words of codes: machine formats keep the code, people read the word. */
#ifndef CONTREPARTIE_VOCABULARY_H
#define CONTREPARTIE_VOCABULARY_H

/* The official French word in French, the code without underscores in English; the code itself when it is none of ours.
 */
const char *vocabulary_word(const char *code);

#endif
