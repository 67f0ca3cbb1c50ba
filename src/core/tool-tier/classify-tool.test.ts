import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { sampleCall } from '../../testing/policy.ts';
import type { Json, JsonObject } from '../json.ts';
import { classifyTool, type ToolSeen } from './classify-tool.ts';
import { EFFECTS, type ToolEffect } from './verbs.ts';

function effect(name: string, changes: Partial<ToolSeen> = {}): ToolEffect | null {
  const tool = { name, description: null, inputSchema: null, input: null, ...changes };
  return classifyTool(tool, sampleCall())?.effect ?? null;
}

/** Names as they are found in the wild, with what each should be taken for; `null`: no opinion. */
const NAMES: Readonly<Record<string, readonly [ToolEffect | null, string]>> = {
  'agents that write code': [
    'reading',
    `Read Grep Glob LS WebFetch WebSearch BashOutput NotebookRead read_file list_dir file_search grep_search
     codebase_search view_image list_code_usages get_errors get_changed_files fetch_webpage`,
  ],
  'agents that write code, writing': [
    'writing',
    `Edit Write MultiEdit NotebookEdit apply_patch str_replace_based_edit_tool create_file edit_file
     insert_edit_into_file create_directory replace_string_in_file run_in_terminal Bash`,
  ],
  'nothing to go by': [
    null,
    'Task Agent Skill ExitPlanMode AskUserQuestion think sequentialthinking foo magic lookout thing x2 oracle',
  ],
  processing: [
    'processing',
    `parse_invoice extract_fields summarize_document classify_intent detect_language convert_csv translate_text
     rank_candidates score_lead redact_pii format_date transcribeAudio normalize_address sort_mail tag_photos`,
  ],
  github: [
    'reading',
    `mcp__github__get_issue mcp__github__list_issues mcp__github__search_code mcp__github__get_pull_request
     mcp__github__get_pull_request_diff mcp__github__list_commits mcp__github__get_file_contents
     mcp__github__list_releases mcp__github__get_latest_release mcp__github__search_repositories
     mcp__github__issue_read mcp__github__list_branches mcp__github__get_commit mcp__github__get_me`,
  ],
  'github, writing': [
    'writing',
    `mcp__github__create_issue mcp__github__update_issue mcp__github__add_issue_comment
     mcp__github__create_branch mcp__github__create_or_update_file mcp__github__fork_repository
     mcp__github__create_pull_request mcp__github__update_pull_request mcp__github__issue_write
     mcp__github__assign_copilot_to_issue mcp__github__star_repository`,
  ],
  'github, lasting': [
    'lasting',
    `mcp__github__merge_pull_request mcp__github__delete_file mcp__github__push_files
     mcp__github__delete_branch mcp__github__create_release mcp__github__delete_repository`,
  ],
  slack: [
    'reading',
    `mcp__slack__slack_list_channels mcp__slack__slack_get_channel_history mcp__slack__slack_get_thread_replies
     mcp__slack__slack_get_users slack_search_messages`,
  ],
  'slack, writing': ['writing', 'mcp__slack__slack_add_reaction mcp__slack__slack_reply_to_thread'],
  'slack, lasting': [
    'lasting',
    'mcp__slack__slack_post_message send_slack_message mcp__slack__delete_message',
  ],
  'payments, reading': [
    'reading',
    `get_payment mcp__stripe__list_customers mcp__stripe__retrieve_balance mcp__stripe__list_invoices
     listRefunds get_refund_status mcp__stripe__search_stripe_documentation list_payment_intents`,
  ],
  'payments, writing': [
    'writing',
    'mcp__stripe__create_customer mcp__stripe__create_product mcp__stripe__create_coupon',
  ],
  'payments, lasting': [
    'lasting',
    `mcp__stripe__create_refund mcp__stripe__cancel_subscription create_payment pay_invoice
     mcp__stripe__finalize_and_send_invoice charge_card transfer_funds createPayout wire_money issue_refund
     process_refund submit_order buy_stock placeTrade_and_sign`,
  ],
  'databases, reading': [
    'reading',
    `mcp__postgres__query list_tables describe_table mcp__sqlite__read_query get_schema explain_query
     mongodb_find count_documents mcp__supabase__list_tables search_rows mcp__redis__get`,
  ],
  'databases, writing': [
    'writing',
    'insert_row update_record mcp__sqlite__create_table mcp__sqlite__write_query upsertDocument execute_sql',
  ],
  'databases, lasting': [
    'lasting',
    `delete_table drop_collection truncate_table apply_migration mcp__supabase__apply_migration purge_records
     deleteRows wipe_database find_and_delete delete_many`,
  ],
  'clusters and clouds, reading': [
    'reading',
    `mcp__kubernetes__pods_list mcp__kubernetes__pods_get mcp__kubernetes__pods_log kubectl_describe
     mcp__kubernetes__events_list aws_describe_instances list_buckets s3_get_object get_deploy_status
     get_deployment_logs list_releases terraform_plan mcp__aws__cost_explorer_get getSecretRotationStatus
     list_iam_roles check_permissions is_deployed whoami cloudwatch_query_logs`,
  ],
  'clusters and clouds, writing': [
    'writing',
    's3_put_object create_bucket_draft start_instance mcp__kubernetes__pods_exec tag_and_update_instance',
  ],
  'clusters and clouds, lasting': [
    'lasting',
    `mcp__kubernetes__pods_delete kubectl_apply kubectl_delete helm_uninstall mcp__kubernetes__resources_scale
     terminate_instances s3_delete_object deploy deploy_to_production mcp__vercel__deploy_to_vercel
     rollback_release promote_build rotate_secret grant_access revokeApiKey create_api_key update_iam_policy
     attach_role create_role_binding_for_role set_password change_permissions update_dns_record
     restart_service reboot_server drain_node batch_delete_objects`,
  ],
  'files, reading': [
    'reading',
    `mcp__filesystem__read_text_file mcp__filesystem__list_directory mcp__filesystem__directory_tree
     mcp__filesystem__search_files mcp__filesystem__get_file_info read_multiple_files
     mcp__filesystem__list_allowed_directories`,
  ],
  'files, writing': [
    'writing',
    'mcp__filesystem__write_file mcp__filesystem__move_file mcp__filesystem__create_directory rename_file',
  ],
  'a browser, reading': [
    'reading',
    `mcp__playwright__browser_navigate mcp__playwright__browser_snapshot
     mcp__playwright__browser_take_screenshot mcp__playwright__browser_console_messages_list
     mcp__playwright__browser_network_requests_get mcp__playwright__browser_wait_for
     mcp__playwright__browser_hover`,
  ],
  'a browser, writing': [
    'writing',
    `mcp__playwright__browser_click mcp__playwright__browser_type mcp__playwright__browser_fill_form
     mcp__playwright__browser_press_key mcp__playwright__browser_close mcp__playwright__browser_drag`,
  ],
  'issue trackers and pages, reading': [
    'reading',
    `mcp__linear__list_issues mcp__linear__get_team mcp__notion__notion-fetch mcp__notion__notion-search
     jira_search jira_get_issue confluence_get_page getCalendarEvents gmail_search_messages list_events`,
  ],
  'issue trackers and pages, writing': [
    'writing',
    `mcp__linear__create_issue mcp__linear__update_issue mcp__linear__create_comment
     mcp__notion__notion-create-pages mcp__notion__notion-update-page mcp__notion__notion-move-pages
     jira_add_comment jira_create_issue confluence_update_page create_calendar_event draft_email
     gmail_create_draft schedule_meeting`,
  ],
  'mail and publishing, lasting': [
    'lasting',
    `send_email reply_and_send sendSms publish_post tweet broadcast_message send_newsletter npm_publish
     gmail_send_message post_tweet delete_page delete_email_account`,
  ],
  'look-alikes of what lasts': [
    'reading',
    `list_deleted_items get_deleted_users preview_delete can_delete should_delete_file check_delete_permission
     estimate_transfer simulate_payment validate_deploy show_revoked_keys search_sent_emails count_purged
     read_publish_log view_deployments get_order find_dropped_tables explain_charge list_pending_transfers
     getRefundPolicy fetch_release_notes describe_delete_marker is_published has_access dry_run_deploy`,
  ],
  'look-alikes that are no more than writing': [
    'writing',
    `delete_draft_preview clear_cache remove_label delete_comment_draft soft_delete_user undo_delete
     cancel_transfer send_test_email reset_filters drop_temp_session delete_cookie remove_reaction
     delete_breakpoint clear_console reset_zoom undelete_and_restore_page unarchive_project
     mcp__memory__delete_observations send_request`,
  ],
  'all of it counts': [
    'lasting',
    'get_or_delete_user list_and_delete_files copy_then_delete find_rows_and_delete upload_and_publish',
  ],
};

const TABLE = Object.entries(NAMES).flatMap(([family, [expected, names]]) =>
  names
    .split(/\s+/)
    .filter((name) => name !== '')
    .map((name) => ({ family, name, expected })),
);

describe('a tool is taken for what it does, by its name alone', () => {
  test.each(TABLE)('$family: $name is $expected', ({ name, expected }) => {
    expect(effect(name)).toBe(expected);
  });

  it('is tried on 150 names and more, each once', () => {
    expect(TABLE.length).toBeGreaterThanOrEqual(150);
    expect(new Set(TABLE.map(({ name }) => name)).size).toBe(TABLE.length);
  });
});

describe('what it is called with counts more than its name', () => {
  test.each<[string, JsonObject, ToolEffect | null]>([
    ['http_request', { method: 'GET', url: 'https://example.com' }, 'reading'],
    ['http_request', { method: 'delete', url: 'https://example.com' }, 'lasting'],
    ['send_request', { method: 'PATCH' }, 'writing'],
    ['api', { method: 'nonsense' }, null],
    ['manage_user', { action: 'get' }, 'reading'],
    ['manage_user', { action: 'delete' }, 'lasting'],
    ['user', { operation: 'listAll' }, 'reading'],
    ['user', { action: 'a long sentence that says delete' }, null],
    ['user', { action: 5 }, null],
    ['str_replace_based_edit_tool', { command: 'view', path: 'a.ts' }, 'reading'],
    ['str_replace_based_edit_tool', { command: 'create', path: '.env' }, 'lasting'],
    ['Bash', { command: 'ls -la' }, 'writing'],
    ['run_shell', { command: 'ls' }, 'writing'],
    ['Bash', { command: 'git push --force' }, 'lasting'],
    ['execute_sql', { query: 'select 1' }, 'reading'],
    ['execute_sql', { query: 'drop table users' }, 'lasting'],
    ['mcp__postgres__query', { sql: 'delete from users' }, 'lasting'],
    ['Write', { file_path: '.env' }, 'lasting'],
    ['Write', { file_path: 'src/a.ts' }, 'writing'],
    ['delete_user', { action: 'list' }, 'lasting'],
    ['create_payment', { mode: 'test' }, 'lasting'],
  ])('%s %j is %s', (name, input, expected) => {
    expect(effect(name, { input })).toBe(expected);
  });
});

describe('what its definition says', () => {
  test.each<[string, Partial<ToolSeen>, ToolEffect | null]>([
    ['crm', { description: 'Deletes a contact.' }, 'lasting'],
    ['crm', { description: 'Searches contacts. Never deletes any.' }, 'reading'],
    ['crm', { description: 'Queries the CRM for contacts' }, 'reading'],
    ['crm', { description: 'The contact base: delete, update, list' }, null],
    ['crm', { description: '' }, null],
    ['archive_user', { description: 'Deletes a user permanently.' }, 'lasting'],
    ['archive_user', { description: 'Deletes a user.' }, 'writing'],
    ['crm', { inputSchema: actions('list', 'delete') }, 'lasting'],
    ['crm', { inputSchema: actions('list', 'get') }, 'reading'],
    ['crm', { inputSchema: actions('list', 'delete'), input: {} }, null],
    ['crm', { inputSchema: actions('foo') }, null],
    ['crm', { inputSchema: { properties: { action: { type: 'string' } } } }, null],
    ['crm', { inputSchema: {} }, null],
  ])('%s %j is %s', (name, changes, expected) => {
    expect(effect(name, changes)).toBe(expected);
  });
});

function actions(...names: readonly string[]): JsonObject {
  return { type: 'object', properties: { action: { type: 'string', enum: names } } };
}

describe('evidence', () => {
  it('names what spoke, heaviest first', () => {
    const tool = {
      name: 'manage_user',
      description: 'Updates a user.',
      inputSchema: null,
      input: { action: 'delete' },
    };
    expect(classifyTool(tool, sampleCall())?.signals).toEqual([
      { signal: 'input:delete', effect: 'lasting', weight: 4 },
      { signal: 'verb:manage', effect: 'writing', weight: 2 },
      { signal: 'description:update', effect: 'writing', weight: 1 },
    ]);
  });
});

describe('any tool', () => {
  const word = fc.constantFrom(
    ...'get list delete draft and or payment soft undo mcp__x__ run send test deploy A-b'.split(
      ' ',
    ),
  );

  it('never throws, and says the same twice', () => {
    const names = fc.oneof(
      fc.string(),
      fc.array(word, { maxLength: 6 }).map((words) => words.join('_')),
    );
    fc.assert(
      fc.property(names, fc.option(fc.string()), fc.jsonValue(), (name, description, value) => {
        const input = { action: value, method: value, query: value } as Record<string, Json>;
        const seen = { name, description, inputSchema: { properties: input }, input };
        const opinion = classifyTool(seen, sampleCall());
        expect(classifyTool(seen, sampleCall())).toEqual(opinion);
        expect(opinion === null || EFFECTS.includes(opinion.effect)).toBe(true);
      }),
    );
  });

  it('more that goes wrong in the input never makes it less', () => {
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 5 }), (words) => {
        const name = words.join('_');
        const by = (method: string) =>
          EFFECTS.indexOf(effect(name, { input: { method } }) ?? 'reading');
        expect(by('DELETE')).toBeGreaterThanOrEqual(by('POST'));
        expect(by('POST')).toBeGreaterThanOrEqual(by('GET'));
      }),
    );
  });

  it('reads a bounded part of a name', () => {
    expect(effect(`${'a_'.repeat(100_000)}delete`)).toBeNull();
  });
});
