import { z } from 'zod';
import { imageLimits } from '../../contract/imaging.ts';
import { inspectionResultSchema } from '../../contract/inspection-result.ts';
import { failureSchema } from './failure.ts';
import { modelStateSchema } from './model-state.ts';

const json = (name: string) => ({
  'application/json': { schema: { $ref: `#/components/schemas/${name}` } },
});
const answer = (description: string, name: string) => ({ description, content: json(name) });
const failures = (...statuses: readonly (readonly [number, string])[]) =>
  Object.fromEntries(statuses.map(([status, why]) => [status, answer(why, 'Failure')]));
const always = failures(
  [401, 'No token, or one that is not known'],
  [405, 'Another method'],
  [421, 'Another name than the station’s own, or another site'],
  [429, 'Too many requests; Retry-After says when'],
  [500, 'A fault of the station; it is in its log'],
);
const page = { type: 'integer', minimum: 0, maximum: imageLimits.pages, default: 0 };
const binary = { type: 'string', format: 'binary' };

/** What the HTTP API takes and gives, as OpenAPI 3.1; the shapes are those that answers are made with. */
export function describeApi(version: string): object {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Loupe station',
      version,
      summary: 'Judge pictures with the model of an inspection station',
      description: 'An admin creates the token on the Station screen. Nothing is recorded unless asked.',
    },
    security: [{ token: [] }],
    paths: {
      '/api': {
        get: {
          operationId: 'describe',
          security: [],
          responses: {
            200: {
              description: 'This document',
              content: { 'application/json': { schema: { type: 'object' } } },
            },
            ...failures([405, 'Another method'], [421, 'Another name'], [429, 'Too many requests']),
          },
        },
      },
      '/api/model': {
        get: {
          operationId: 'model',
          summary: 'What judges now',
          responses: { 200: answer('The models of the plan', 'ModelState'), ...always },
        },
      },
      '/api/inspect': {
        post: {
          operationId: 'inspect',
          summary: 'Judge one page of one picture file',
          parameters: [
            { name: 'page', in: 'query', description: 'Of a TIFF with several, from 0', schema: page },
            {
              name: 'record',
              in: 'query',
              description: 'Keep the picture and its verdict, as a trigger at the bench would',
              schema: { type: 'boolean', default: false },
            },
            {
              name: 'name',
              in: 'query',
              description: 'The file’s name, where the body is the picture itself',
              schema: { type: 'string', minLength: 1, maxLength: 200 },
            },
          ],
          requestBody: {
            required: true,
            content: {
              'multipart/form-data': {
                schema: {
                  type: 'object',
                  required: ['file'],
                  additionalProperties: false,
                  properties: { file: binary, page, record: { type: 'boolean', default: false } },
                },
              },
              'application/octet-stream': { schema: binary },
              'image/*': { schema: binary },
            },
          },
          responses: {
            200: answer('Judged; also where the answer is no-result', 'Result'),
            413: answer('Too many bytes, or too many pixels', 'Refused'),
            415: answer('Neither a form nor a picture', 'Failure'),
            422: answer('Not a picture that Loupe opens, or a parameter that is not allowed', 'Refused'),
            ...always,
            ...failures(
              [408, 'The body came too slowly'],
              [499, 'The client went away'],
              [503, 'The record cannot be written any more'],
              [507, 'The disk is full'],
            ),
          },
        },
      },
    },
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
      schemas: {
        Result: schema(inspectionResultSchema),
        Refused: schema(failureSchema.extend(inspectionResultSchema.partial().shape)),
        Failure: schema(failureSchema),
        ModelState: schema(modelStateSchema),
      },
    },
  };
}

/** A tuple of equal parts is said as an array of that many: every generator understands that, few understand `prefixItems`. */
function override({ jsonSchema }: { jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  const [first, ...rest] = jsonSchema.prefixItems ?? [];
  if (first === undefined || rest.some((one) => JSON.stringify(one) !== JSON.stringify(first))) return;
  delete jsonSchema.prefixItems;
  jsonSchema.items = first;
}

const schema = (of: z.ZodType): object => {
  const { $schema: _, ...rest } = z.toJSONSchema(of, { target: 'draft-2020-12', io: 'output', override });
  return rest;
};
