-- What a batch needs to know besides its act: from which version to which, and what goes where.
ALTER TABLE batches ADD COLUMN plan TEXT;
