-- SQLite minds no width: what MariaDB widens is wide here.
SELECT 1;
