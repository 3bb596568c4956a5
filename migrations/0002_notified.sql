-- When the person was notified of an act by opening it (Ley 1437 de 2011, art. 56).
ALTER TABLE documents ADD COLUMN notified_at BIGINT;
-- What was issued before was read without this: nobody is notified of it again.
UPDATE documents SET notified_at = incorporated_at WHERE number IS NOT NULL;
