import { accessEndpoints, type SentBodyOf } from '@slipway/contracts';
import { Button, Paper, PasswordInput, SegmentedControl, Stack, Text, TextInput, Title } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useLocation } from 'react-router';
import { ErrorPanel } from '../../../components/ui/error-panel.js';
import { call } from '../../../lib/api.js';
import { oneTimeSecretOf } from '../prepare/one-time-secret.js';

type Credentials = SentBodyOf<(typeof accessEndpoints)['signIn']>;
type Way = 'link' | 'token' | 'password';

/** SignInForm takes a one-time link (spent only by the click, never by a preview), a token, or name and password. */
export default function SignInForm({ onSignedIn }: { onSignedIn: () => void }): ReactNode {
  const secret = oneTimeSecretOf(useLocation().hash);
  const [way, setWay] = useState<Way>(secret === null ? 'token' : 'link');
  const [token, setToken] = useState('');
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const credentials: Record<Way, Credentials> = {
    link: { oneTimeSecret: secret ?? '' },
    token: { token: token.trim() },
    password: { name: name.trim(), password },
  };
  const signIn = async (): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      await call(accessEndpoints.signIn, { body: credentials[way] });
      onSignedIn();
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  const ways = [
    ...(secret === null ? [] : [{ value: 'link', label: 'Sign-in link' }]),
    { value: 'token', label: 'Token' },
    { value: 'password', label: 'Password' },
  ];
  return (
    <Paper withBorder p="xl" w="100%" maw={420}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void signIn();
        }}
      >
        <Stack gap="md">
          <Title order={1}>Sign in to Slipway</Title>
          <SegmentedControl
            data={ways}
            value={way}
            onChange={(value) => setWay(value as Way)}
            fullWidth
            aria-label="How to sign in"
          />
          {way === 'link' && <Text size="sm">This link signs you in once. It is spent when you press the button.</Text>}
          {way === 'token' && (
            <PasswordInput
              label="API token"
              description="npm start prints a sign-in link; Settings makes tokens."
              value={token}
              onChange={(event) => setToken(event.currentTarget.value)}
              autoComplete="off"
              required
              autoFocus
            />
          )}
          {way === 'password' && (
            <>
              <TextInput
                label="Name"
                value={name}
                onChange={(event) => setName(event.currentTarget.value)}
                autoComplete="username"
                required
                autoFocus
              />
              <PasswordInput
                label="Password"
                value={password}
                onChange={(event) => setPassword(event.currentTarget.value)}
                autoComplete="current-password"
                required
              />
            </>
          )}
          {error !== null && <ErrorPanel error={error} />}
          <Button type="submit" size="sm" loading={busy} fullWidth>
            Sign in
          </Button>
        </Stack>
      </form>
    </Paper>
  );
}
