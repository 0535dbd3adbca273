import { Center, Container, Loader, Modal } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, type ReactNode } from 'react';
import { ErrorPanel } from '../../components/ui/error-panel.js';
import { useSession } from '../../lib/session.js';

const SignIn = lazy(() => import('../../features/sign-in/components/sign-in-form.js'));

/** SessionGate shows the pages to who is signed in; when a session ends, sign-in comes over the page and the page stays. */
export function SessionGate({ children }: { children: ReactNode }): ReactNode {
  const session = useSession();
  const client = useQueryClient();
  const signedOut = session.error?.status === 401;
  const form = (
    <Suspense fallback={<Loader />}>
      <SignIn onSignedIn={() => void client.invalidateQueries()} />
    </Suspense>
  );
  if (session.data !== undefined) {
    return (
      <>
        {children}
        <Modal
          opened={signedOut}
          onClose={() => void session.refetch()}
          title="Your session ended"
          withCloseButton={false}
          closeOnClickOutside={false}
          closeOnEscape={false}
        >
          {signedOut && form}
        </Modal>
      </>
    );
  }
  if (signedOut)
    return (
      <Center mih="100vh" p="md">
        {form}
      </Center>
    );
  if (session.error !== null)
    return (
      <Container size="sm" py="xl">
        <ErrorPanel error={session.error} onRetry={() => void session.refetch()} />
      </Container>
    );
  return (
    <Center mih="100vh">
      <Loader aria-label="Loading Slipway" />
    </Center>
  );
}
