/** What a reader of the page must know before its tables: where the knowledge comes from, and what the words mean. */
export const introduction = `# The streams that are known beforehand

Generated from the model table in \`models\` and the schemas made of it; do not edit it by hand. A test compares it, and
\`UPDATE_DOCS=1\` lets \`test/docs/streams.test.ts\` write it anew.

**What this is worth.** Everything here was taken from published lists of Fluxx's fields. None of it has been verified
against a live Fluxx. The lists are of different years and contradict each other in places; no list is complete, and none
speaks for every instance: a stream or a field can be missing on yours, or hold something else than declared.
\`discover --probe\` asks an instance which of these streams it really has.

**What comes on top.** An instance has fields and models of its own. They are discovered live, with their types and
relations, and are not on this page (settings \`custom_fields\` and \`dynamic_models\`).

## What the columns mean

| column | meaning |
|---|---|
| stream | the name in both protocols, and in the API; it leads to the section below |
| key | the primary key, by which records are merged |
| cursor | the field that tells what has changed; none where no list has \`updated_at\`. Should your instance return one after all, \`discover\` makes the stream incremental |
| sync modes | full: full refresh, every row each time; incremental: only what has changed |
| fields | how many fields the lists name, taken together |
| relations | how many of them lead to other records: they hold ids, or point at a known model |
| search-indexed | whether the server answers from its search index, which can filter by time: yes, likely, no or unknown. The tap chooses by it what to try first, and [finds out the rest](../README.md#what-is-read-and-how) |
| lists | where the model stands: \`page\` (reference pages of one instance, 2024), \`table\` (a field table of about 2022), \`list\` (a column list of 2025); [more about them](../models/README.md#the-lists) |

The sections further down use these words:

- **By kind**: \`column\` is stored in the row, \`method\` computed when asked for, \`relation\` looked up in another model,
  \`unknown\` what no list says. What is computed, and relations to many, cost the server most (setting \`fields\`).
- **(many)** stands behind a relation that leads to many records, if a list says so. **(no stream)** stands behind a
  class that other models point at but the API does not offer.
- **Secret** fields hold credentials or account numbers, and are read only with \`include_secrets\`.
- **Deleted softly**: the row stays in the database and gets a \`deleted_at\`. Whether lists still show it is the
  instance's affair.
- **The lists disagree**: each list's own word for the type is given. The tap takes the widest of them.
- **In one list alone**: another list has the model but not this field. It may be new, gone, or just left out.
- More than twelve names are only counted; the facts of the model, linked from its section, have them all.

## Three models of other customers

Streams whose names begin with \`mac_model_type_dyn\` are dynamic models: the people of one instance made them. The three
that are among the static schemas are those of other customers, known from a published list. They leave the catalog
unless the metadata of your own instance lists a model of that name, which then has the fields below and its own. Where
the metadata is not read (\`dynamic_models\` is false, or the instance refuses it), such a model is believed to be there
only if it is asked for by name.`;
