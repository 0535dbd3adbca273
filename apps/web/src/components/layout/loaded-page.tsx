import type { ReactNode } from 'react';
import { Loaded, type Question } from '../ui/loaded.js';
import { PageHeader } from './page-header.js';

/** LoadedPage is a page about one thing: until it is there, its `title` stands above the skeleton or above what went wrong. */
export function LoadedPage<T>({
  title,
  query,
  children,
}: {
  title: string;
  query: Question<T>;
  children: (data: T) => ReactNode;
}): ReactNode {
  return (
    <>
      {query.data === undefined && <PageHeader title={title} />}
      <Loaded query={query}>{children}</Loaded>
    </>
  );
}
