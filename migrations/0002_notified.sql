-- When the person was notified of an act by opening it (Ley 1437 de 2011, art. 56).
ALTER TABLE documents ADD COLUMN notified_at BIGINT;
