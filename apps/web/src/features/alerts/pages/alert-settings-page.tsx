import type { ReactNode } from 'react';
import { PageHeader } from '../../../components/layout/page-header.js';
import { Acts } from '../../../components/ui/acts.js';
import { useDenied } from '../../../lib/session.js';
import { useDialog } from '../../../lib/use-dialog.js';
import { ChannelDialog } from '../components/channel-dialog.js';
import { ChannelsSection } from '../components/channels-section.js';
import { DeliveriesSection } from '../components/deliveries-section.js';
import { RuleDialog } from '../components/rule-dialog.js';
import { RulesSection } from '../components/rules-section.js';
import { SilenceDialog } from '../../../components/ui/silence-dialog.js';
import { SilencesSection } from '../components/silences-section.js';

/** AlertSettingsPage answers: will I be told? */
export default function AlertSettingsPage(): ReactNode {
  const denied = useDenied('write');
  const rule = useDialog('rule');
  const channel = useDialog('channel');
  const silence = useDialog('silence');
  return (
    <>
      <PageHeader
        title="Rules and channels"
        actions={
          <Acts
            acts={[
              { label: 'Add rule', primary: true, disabled: denied, call: rule.open },
              { label: 'Add channel', disabled: denied, call: channel.open },
              { label: 'Silence', disabled: denied, call: silence.open },
            ]}
          />
        }
      />
      <RulesSection />
      <ChannelsSection />
      <SilencesSection />
      <DeliveriesSection />
      {rule.opened && <RuleDialog onClose={rule.close} />}
      {channel.opened && <ChannelDialog onClose={channel.close} />}
      {silence.opened && <SilenceDialog onClose={silence.close} />}
    </>
  );
}
