"""Which topics a topic covers, as SQL: itself, and what is narrower at any depth. Pure."""

from __future__ import annotations

# Numbers of the topics that one slug or alias covers; `{}` is the parameter that holds it. The same on every
# database; UNION leaves out what is there already, so a ring in the relations ends.
COVERED = """WITH RECURSIVE covered(topic) AS (
        SELECT t.id FROM topic t WHERE t.slug = {0}
        UNION SELECT a.topic_id FROM topic_alias a WHERE a.slug = {0}
        UNION SELECT r.topic_id FROM topic_relation r JOIN covered ON r.other_id = covered.topic
              WHERE r.kind = 'broader')
      SELECT topic FROM covered"""
