import { Container } from '@mantine/core';
import type { ReactNode } from 'react';
import { useRouteError } from 'react-router';
import { ErrorPanel } from '../../components/ui/error-panel.js';

/** RouteError keeps the rest of the UI when one page fails. */
export function RouteError(): ReactNode {
  const error = useRouteError();
  return (
    <Container size="sm" py="xl">
      <ErrorPanel error={error} onRetry={() => window.location.reload()} />
    </Container>
  );
}
