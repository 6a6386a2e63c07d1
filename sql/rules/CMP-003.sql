-- title: Control: no order, or no opinion of the evaluation commission | Contrôle : pas d'arrêté, ou pas d'avis de la commission
-- basis: CGCT, art. L. 1614-3 (commission consultative sur l'évaluation des charges) | CGCT, art. L. 1614-3 (commission consultative sur l'évaluation des charges)
-- formula: no evaluation with an act; or an act without an opinion | aucune évaluation avec un acte ; ou un acte sans avis
select case when evaluation_act is null then severity else 'check' end as level, transfer_id, siren, effective_year as year,
       null::numeric as amount,
       case when evaluation_act is null then 'no act fixes the right' else 'an act, but no opinion of the commission' end as message_en,
       case when evaluation_act is null then 'aucun acte ne fixe le droit' else 'un acte, mais pas d''avis de la commission' end as message_fr
from (select distinct transfer_id, siren, effective_year, severity, evaluation_act, opinion from compensation_year) c
where severity is not null and (evaluation_act is null or opinion is null)
