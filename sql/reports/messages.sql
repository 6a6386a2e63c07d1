-- title: Messages of a document | Messages d'un document
-- about: What the reader had to say when it was imported. | Ce que le lecteur a relevé à l'import.
-- hidden: another command or page shows it
-- parameters: document
-- column: code code | Rule | Règle
-- column: level code | Level | Niveau
-- column: line integer | Line | Ligne
-- column: path text | Element | Élément
-- column: found text | Found | Trouvé
-- column: expected text | Expected | Attendu
-- column: occurrences integer | Times | Fois
-- column: message text | Message | Message
select code, level, line, path, found, expected, occurrences, text as message from message
where $1::integer is null or document_id = $1 order by document_id, message_no;
