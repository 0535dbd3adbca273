import { Center } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import SignInForm from '../components/sign-in-form.js';
import { safeNext } from '../prepare/one-time-secret.js';

/** SignInPage answers: who are you? Then it goes on to where the link came from. */
export default function SignInPage(): ReactNode {
  const navigate = useNavigate();
  const [search] = useSearchParams();
  const client = useQueryClient();
  useDocumentTitle('Sign in · Slipway');
  return (
    <Center mih="100vh" p="md" component="main">
      <SignInForm
        onSignedIn={() => {
          client.clear();
          void navigate(safeNext(search.get('next')), { replace: true });
        }}
      />
    </Center>
  );
}
