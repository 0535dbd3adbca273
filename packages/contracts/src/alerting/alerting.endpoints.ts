import { z } from 'zod';
import { endpoints } from '../kernel/endpoint.js';
import { Id, LabelName } from '../kernel/names.js';
import { page, PageQuery } from '../kernel/page.js';
import { Alert, AlertRule, AlertRuleChange, Channel, ChannelChange, Delivery, NewAlertRule, NewChannel, NewSilence, RulePreview, RulePreviewRequest, Silence, SilencePreview } from './alerting.schemas.js';
import { Incident, IncidentDetail, NewIncidentNote } from './incidents.schemas.js';

const ByName = z.strictObject({ name: LabelName });
const ById = z.strictObject({ id: Id });

/** alertingEndpoints: rules, alerts, silences, channels, deliveries. */
export const alertingEndpoints = endpoints('alerting', {
  listChannels: { method: 'GET', path: '/channels', summary: 'List channels', access: 'read', query: PageQuery, response: page(Channel) },
  createChannel: { method: 'POST', path: '/channels', summary: 'Add a channel', access: 'write', body: NewChannel, response: Channel, status: 201, errors: ['already_exists', 'outbound_refused'] },
  updateChannel: { method: 'PATCH', path: '/channels/{name}', summary: 'Turn a channel on or off, or choose whether it is told when an alert is over', access: 'write', params: ByName, body: ChannelChange, response: Channel, errors: ['not_found'] },
  deleteChannel: { method: 'DELETE', path: '/channels/{name}', summary: 'Delete a channel', access: 'write', params: ByName, response: 'empty', status: 204, errors: ['not_found', 'in_use'] },
  testChannel: { method: 'POST', path: '/channels/{name}/test', summary: 'Send a test message the way real alerts go', access: 'write', params: ByName, response: Delivery, status: 202, errors: ['not_found'] },
  listDeliveries: { method: 'GET', path: '/deliveries', summary: 'List deliveries, newest first', access: 'read', query: PageQuery.extend({ channel: z.string().max(200).optional() }), response: page(Delivery) },
  retryDelivery: { method: 'POST', path: '/deliveries/{id}/retry', summary: 'Try a delivery again now', access: 'write', params: ById, response: Delivery, errors: ['not_found', 'conflict'] },
  listRules: { method: 'GET', path: '/alert-rules', summary: 'List rules', access: 'read', query: PageQuery, response: page(AlertRule) },
  createRule: { method: 'POST', path: '/alert-rules', summary: 'Add a rule', access: 'write', body: NewAlertRule, response: AlertRule, status: 201, errors: ['already_exists', 'not_found'] },
  updateRule: { method: 'PATCH', path: '/alert-rules/{name}', summary: 'Change a rule, or turn it on or off', access: 'write', params: ByName, body: AlertRuleChange, response: AlertRule, errors: ['not_found', 'conflict'] },
  previewRule: { method: 'POST', path: '/alert-rules/preview', summary: 'When would a condition have been met by past traffic', access: 'read', body: RulePreviewRequest, response: RulePreview, errors: ['not_found'] },
  deleteRule: { method: 'DELETE', path: '/alert-rules/{name}', summary: 'Delete a rule', access: 'write', params: ByName, response: 'empty', status: 204, errors: ['not_found'] },
  listAlerts: { method: 'GET', path: '/alerts', summary: 'List alerts, newest first', access: 'read', query: PageQuery.extend({ state: z.enum(['firing', 'acknowledged', 'resolved', 'silenced']).optional(), endpoint: z.string().max(63).optional() }), response: page(Alert) },
  getAlert: { method: 'GET', path: '/alerts/{id}', summary: 'Get an alert', access: 'read', params: ById, response: Alert, errors: ['not_found'] },
  acknowledgeAlert: { method: 'POST', path: '/alerts/{id}/acknowledge', summary: 'Say that somebody has it', access: 'write', params: ById, response: Alert, errors: ['not_found', 'conflict'] },
  listIncidents: { method: 'GET', path: '/incidents', summary: 'List incidents, newest first: alerts of one endpoint that belong together', access: 'read', query: PageQuery.omit({ q: true }).extend({ endpoint: z.string().max(63).optional() }), response: page(Incident) },
  getIncident: { method: 'GET', path: '/incidents/{id}', summary: 'Get an incident by the id of any of its alerts: alerts, effect, what happened', access: 'read', params: ById, response: IncidentDetail, errors: ['not_found'] },
  acknowledgeIncident: { method: 'POST', path: '/incidents/{id}/acknowledge', summary: 'Acknowledge all its firing alerts', access: 'write', params: ById, response: IncidentDetail, errors: ['not_found', 'conflict'] },
  addIncidentNote: { method: 'POST', path: '/incidents/{id}/notes', summary: 'Note what was found or done; notes stay', access: 'write', params: ById, body: NewIncidentNote, response: IncidentDetail, status: 201, errors: ['not_found'] },
  listSilences: { method: 'GET', path: '/silences', summary: 'List silences', access: 'read', query: PageQuery, response: page(Silence) },
  createSilence: { method: 'POST', path: '/silences', summary: 'Mute alerts for a while', access: 'write', body: NewSilence, response: Silence, status: 201 },
  previewSilence: { method: 'POST', path: '/silences/preview', summary: 'What a silence would match: what fires now, and what fired in the last 30 days', access: 'read', body: NewSilence, response: SilencePreview },
  endSilence: { method: 'DELETE', path: '/silences/{id}', summary: 'End a silence now', access: 'write', params: ById, response: 'empty', status: 204, errors: ['not_found'] },
});
