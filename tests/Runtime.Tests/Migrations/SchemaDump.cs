using System.Text;
using Npgsql;
using Perdure.Runtime.Tests.Support;

namespace Perdure.Runtime.Tests.Migrations;

/// <summary>Writes the schema of a migrated database as one script, each thing in the order in which the migrations made it.</summary>
internal static class SchemaDump
{
    private const string Head =
        """
        -- The schema as it is now, for reading: what all migrations together make. Nothing applies this file; the migrations do.
        -- Written from a migrated database by SchemaTests with PERDURE_ACCEPT=1, which otherwise proves that both give the same catalogs.


        """;

    /// <summary>Tables with their constraints, indexes and comments; functions, views, sequences and triggers: by oid, which grows with each thing that is made.</summary>
    private const string Things =
        """
        with tables as (
          select c.oid, c.relname, c.reloptions from pg_class c where c.relnamespace = 'perdure'::regnamespace and c.relkind = 'r'
        ), lines as (
          select t.oid, 1 as part, a.attnum::integer as place, '  ' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
              || case a.attidentity when 'a' then ' generated always as identity' else case when a.attnotnull then ' not null' else '' end end
              || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '') as line
          from tables t
          join pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
          left join pg_attrdef d on d.adrelid = t.oid and d.adnum = a.attnum
          union all
          select t.oid, 2, row_number() over (partition by t.oid order by k.oid)::integer, '  constraint ' || k.conname || ' ' || pg_get_constraintdef(k.oid)
          from tables t
          join pg_constraint k on k.conrelid = t.oid and k.contype in ('p', 'u', 'c', 'f')
        ), things as (
          select t.oid, 1 as part, 0 as place, 'create table perdure.' || t.relname || E' (\n' || string_agg(l.line, E',\n' order by l.part, l.place) || E'\n)'
              || coalesce(' with (' || array_to_string(t.reloptions, ', ') || ')', '') || ';' as text
          from tables t
          join lines l on l.oid = t.oid
          group by t.oid, t.relname, t.reloptions
          union all
          select t.oid, 2, row_number() over (partition by t.oid order by i.indexrelid)::integer, pg_get_indexdef(i.indexrelid) || ';'
          from tables t
          join pg_index i on i.indrelid = t.oid
          where not exists (select from pg_constraint k where k.conindid = i.indexrelid and k.contype in ('p', 'u'))
          union all
          select p.oid, 1, 0, rtrim(pg_get_functiondef(p.oid), E'\n') || ';'
          from pg_proc p
          where p.pronamespace = 'perdure'::regnamespace
          union all
          select p.oid, 3, 0, 'comment on function perdure.' || p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ') is ' || quote_literal(obj_description(p.oid, 'pg_proc')) || ';'
          from pg_proc p
          where p.pronamespace = 'perdure'::regnamespace
          union all
          select v.oid, 1, 0, 'create view perdure.' || v.relname || E' as\n' || pg_get_viewdef(v.oid)
          from pg_class v
          where v.relnamespace = 'perdure'::regnamespace and v.relkind = 'v'
          union all
          select s.oid, 1, 0, 'create sequence perdure.' || s.relname || ' as ' || format_type(q.seqtypid, null) || ' minvalue ' || q.seqmin || ' start ' || q.seqstart || ';'
          from pg_class s
          join pg_sequence q on q.seqrelid = s.oid
          where s.relnamespace = 'perdure'::regnamespace and not exists (select from pg_depend d where d.objid = s.oid and d.deptype = 'i')
          union all
          select c.oid, 3, 0, 'comment on ' || case c.relkind when 'v' then 'view' when 'S' then 'sequence' else 'table' end || ' perdure.' || c.relname || ' is ' || quote_literal(obj_description(c.oid, 'pg_class')) || ';'
          from pg_class c
          where c.relnamespace = 'perdure'::regnamespace and c.relkind in ('r', 'v', 'S')
          union all
          select c.oid, 4, a.attnum::integer, 'comment on column perdure.' || c.relname || '.' || a.attname || ' is ' || quote_literal(col_description(c.oid, a.attnum)) || ';'
          from pg_class c
          join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
          where c.relnamespace = 'perdure'::regnamespace and c.relkind in ('r', 'v')
          union all
          select g.oid, 1, 0, pg_get_triggerdef(g.oid) || ';'
          from tables t
          join pg_trigger g on g.tgrelid = t.oid and not g.tgisinternal
        )
        select case when part = 1 then E'\n' else '' end || text from things where text is not null order by oid, part, place
        """;

    public static async Task<string> WriteAsync(NpgsqlConnection session)
    {
        string comment = await session.ScalarAsync<string>("select quote_literal(obj_description('perdure'::regnamespace, 'pg_namespace'))");
        var script = new StringBuilder(Head).Append("create schema perdure;\n").Append("comment on schema perdure is ").Append(comment).Append(";\n");
        foreach (string thing in await session.ColumnAsync<string>(Things)) script.Append(thing).Append('\n');
        return script.ToString();
    }
}
