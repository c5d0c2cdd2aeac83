/** The models that people rely on and of which no known list of fields has `updated_at`, by name. */
export const modelsWithoutCursor: readonly string[] = [
  'claim_expense',
  'claim_expense_datum',
  'claim_expense_row',
  'etl_claim_expense_datum',
  'etl_grantee_budget_tracker_actual',
  'etl_grantee_budget_tracker_period_datum',
  'exempt_organization',
  'grantee_budget_tracker',
  'grantee_budget_tracker_period',
  'grantee_budget_tracker_period_datum',
  'grantee_budget_tracker_period_datum_actual',
];
