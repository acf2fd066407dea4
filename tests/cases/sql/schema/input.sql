-- Who may log in.
-- Rows are never deleted.
CREATE TABLE IF NOT EXISTS app.users (
    id          SERIAL PRIMARY KEY,
    name        VARCHAR(20) NOT NULL DEFAULT 'nobody',
    "Quoted Name" NUMERIC(10, 2),
    mood        mood DEFAULT 'ok',
    team_id     INTEGER REFERENCES teams (id) ON DELETE CASCADE,
    created_at  TIMESTAMP WITH TIME ZONE,
    CONSTRAINT fk_team FOREIGN KEY (team_id) REFERENCES app.teams (id)
);

create temporary table scratch as select * from app.users;

CREATE OR REPLACE VIEW active_users AS
SELECT u.id, count(o.id) AS orders
FROM app.users u
JOIN orders o ON o.user_id = u.id
WHERE is_active(u.id)
GROUP BY u.id;

CREATE MATERIALIZED VIEW totals AS SELECT sum(id) FROM app.users;

CREATE UNIQUE INDEX idx_users_name ON app.users (name);

/*
 * Adds
 * two.
 */
CREATE OR REPLACE FUNCTION app.add(a integer, b integer DEFAULT 0)
RETURNS integer AS $$
BEGIN
    RETURN a + b;
END;
$$ LANGUAGE plpgsql IMMUTABLE;

CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1';

CREATE TRIGGER users_changed AFTER UPDATE ON app.users
    FOR EACH ROW EXECUTE FUNCTION note_change();

CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TYPE address AS (street text, zip varchar(5));

CREATE SCHEMA app;
CREATE SEQUENCE app.user_ids;

ALTER TABLE users ADD COLUMN age int;

INSERT INTO users (name) VALUES ('CREATE TABLE not_one (a int)');

WITH recent AS (SELECT * FROM orders)
UPDATE users SET name = lower(name) FROM recent;
