-- Up Migration
CREATE TABLE messages (
    id bigserial PRIMARY KEY,
    customer text NOT NULL,
    kind text NOT NULL,
    sent_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX messages_customer ON messages (customer, sent_at);

-- Down Migration
DROP TABLE messages;
