import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { paths } from '../../../lib/paths.js';
import type { ServingPlace } from '../prepare/serving-places.js';

/** ServedAt links the endpoints that serve a version, with its role. */
export function ServedAt({ places }: { places: readonly ServingPlace[] }): ReactNode {
  return places.map(({ endpoint, share }, index) => (
    <span key={endpoint + share}>
      {index > 0 && ', '}
      <Link to={paths.endpoint(endpoint)} style={{ textDecoration: 'underline', textUnderlineOffset: 2 }}>
        {endpoint}
      </Link>{' '}
      {share}
    </span>
  ));
}
