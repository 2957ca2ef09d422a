import { config } from 'zod';

// The page's content security policy forbids `new Function`; the schema library would try it once and be reported. Imported before any schema.
config({ jitless: true });
