-- FEC: legs become entries. A group of legs that balances is one voucher; its debits and credits are paired in order, and
-- each row keeps both its lines. docs/reference/fec.md.
set local role contrepartie_owner;

-- Which legs belong together: journal and number; where the numbers say nothing (all the same), journal, day and
-- reference for those that balance so, journal and day for the rest.
create function fec_groups(its_siren integer, its_document integer) returns table (leg_no integer, grp text, balanced boolean)
  language sql stable set search_path = contrepartie, pg_temp as $$
  with leg as (
    select l.*, l.debit - l.credit as signed from fec_leg l where l.siren = its_siren and l.document_id = its_document
  ), informative as (
    select count(distinct number) > 1 or count(distinct (entry_date, reference)) = 1 as yes from leg
  ), summed as (
    select l.*, i.yes,
           sum(signed) over (partition by journal, number) = 0 as by_number,
           sum(signed) over (partition by journal, entry_date, reference) = 0 as by_reference
    from leg l cross join informative i
  ), named as (
    select s.leg_no, s.signed, case when yes then journal || ' ' || number
                     when by_reference then journal || ' ' || entry_date || ' ' || reference
                     else journal || ' ' || entry_date end as grp
    from summed s
  )
  select leg_no, grp, sum(signed) over (partition by grp) = 0 from named;
$$;

create function fec_defects(its_siren integer, its_document integer)
  returns table (code text, level text, line integer, path text, found text, expected text, message_en text, message_fr text)
  language sql stable set search_path = contrepartie, pg_temp as $$
  with leg as materialized (
    select l.*, g.grp, g.balanced
    from fec_leg l join fec_groups(its_siren, its_document) g using (leg_no)
    where l.siren = its_siren and l.document_id = its_document
  )
  select 'FEC-110', 'error', min(source_line), 'JournalCode EcritureNum', grp || ' : ' || (sum(debit) * 0.01)::numeric(18, 2), (sum(credit) * 0.01)::numeric(18, 2)::text,
         'the debits of an entry are not its credits; difference ' || euros_en(abs(sum(debit) - sum(credit)) / 100.0),
         'les débits d''une écriture ne font pas ses crédits ; écart ' || euros_fr(abs(sum(debit) - sum(credit)) / 100.0)
  from leg where not balanced group by grp
  union all
  select 'FEC-202', 'warning', min(source_line), 'EcritureDate', grp, count(distinct entry_date)::text,
         'the lines of an entry have several dates', 'les lignes d''une écriture ont plusieurs dates'
  from leg group by grp having count(distinct entry_date) > 1
  union all
  select 'FEC-203', 'notice', min(source_line), 'EcritureNum', journal, '', 'numbers are missing in the journal', 'des numéros manquent dans le journal'
  from leg where number ~ '^[0-9]{1,9}$'
  group by journal having max(number::integer) - min(number::integer) + 1 > count(distinct number::integer) and count(distinct number) > 1
  union all
  select 'FEC-204', 'warning', min(source_line), 'CompteNum', min(account), '', 'entries close the year into account 12; they count neither as expense nor as receipt',
         'des écritures soldent l''exercice au compte 12 ; elles ne comptent ni en charge ni en produit'
  from leg where account like '12%' and exists (select from leg o where o.grp = leg.grp and left(o.account, 1) in ('6', '7'))
  having count(*) > 0
  union all
  select 'FEC-205', 'notice', min(d.source_line), 'CompteNum', d.account, '', 'legs of one account face each other (auxiliary accounts): they move nothing on it',
         'des lignes d''un même compte se font face (comptes auxiliaires) : elles n''y changent rien'
  from leg d join leg c on c.grp = d.grp and c.account = d.account and c.credit > 0
  where d.debit > 0 group by d.account;
$$;

-- Paired in order: the nth cent debited stands against the nth cent credited. A pair on one account moves nothing.
create function post_fec(its_siren integer, its_document integer) returns void
  language sql set search_path = contrepartie, pg_temp as $$
  with leg as materialized (
    select l.*, dense_rank() over (order by first_leg) as voucher_no,
           sum(l.debit) over before as debit_to, sum(l.credit) over before as credit_to
    from (select l.*, g.grp, min(l.leg_no) over (partition by g.grp) as first_leg
          from fec_leg l join fec_groups(its_siren, its_document) g using (leg_no)
          where l.siren = its_siren and l.document_id = its_document) l
    window before as (partition by l.grp order by l.leg_no)
  ), pair as materialized (
    select d.voucher_no, d.account as debit_account, c.account as credit_account, d.source_line, c.source_line as credit_line, d.fiscal_year, d.entry_date,
           least(d.debit_to, c.credit_to) - greatest(d.debit_to - d.debit, c.credit_to - c.credit) as amount,
           row_number() over (order by d.voucher_no, greatest(d.debit_to - d.debit, c.credit_to - c.credit)) as entry_no
    from leg d
    join leg c on c.grp = d.grp and c.credit > 0 and d.debit > 0
      and d.debit_to - d.debit < c.credit_to and c.credit_to - c.credit < d.debit_to and c.account <> d.account
  ), entered as (
    insert into entry (siren, document_id, entry_no, voucher_id, fiscal_year, book, chapter, amount, debit_account, credit_account, entry_date, source_line, source_ordinal)
    select its_siren, its_document, entry_no, voucher_id(its_document, voucher_no::integer), fiscal_year, 'A', '', amount, debit_account, credit_account,
           entry_date, source_line, credit_line
    from pair
    returning voucher_id, entry_no
  )
  insert into voucher (siren, document_id, voucher_no, first_entry, entries, fiscal_year, piece_type, piece_number, journal, voucher_date, amount, source_line)
  select its_siren, its_document, l.voucher_no, coalesce(min(e.first_entry), 0), coalesce(min(e.entries), 0), min(l.fiscal_year),
         -- what is carried from the year before, and what closes this one into account 12, is neither expense nor receipt
         case when min(l.journal) ~* '^(AN|ANO|ANV|RAN|A-?NOUV(EAU)?X?|OUV)[0-9]*$' then 'opening'
              when bool_or(l.account like '12%') and bool_or(left(l.account, 1) in ('6', '7')) then 'closing' else '' end,
         min(l.number), min(l.journal),
         min(l.entry_date), sum(l.debit), min(l.source_line)
  from leg l
  left join (select voucher_id, min(entry_no) as first_entry, count(*) as entries from entered group by 1) e
    on e.voucher_id = voucher_id(its_document, l.voucher_no::integer)
  group by l.voucher_no;
$$;

-- What a body calls its own account.
create function own_account_label(its_siren integer, its_account text) returns text language sql stable as $$
  select account_label from fec_leg where siren = its_siren and account = its_account and account_label <> '' order by document_id desc, leg_no limit 1;
$$;
create index on fec_leg (siren, account);
reset role;
