/** What the command line asks for. */
export type Command =
  | { readonly kind: 'spec' }
  | { readonly kind: 'check'; readonly config: readonly string[] }
  | ({ readonly kind: 'discover'; readonly protocol: ProtocolName } & DiscoveryOptions)
  | {
      readonly kind: 'read';
      readonly protocol: ProtocolName;
      readonly config: readonly string[];
      readonly catalog: string | undefined;
      readonly state: string | undefined;
      readonly extent: Extent;
    }
  | ({ readonly kind: 'dictionary'; readonly output: string } & DiscoveryOptions)
  | { readonly kind: 'about'; readonly format: AboutFormat }
  | { readonly kind: 'validate'; readonly catalog: string | undefined };

/** How an instance's schema is found out. */
export interface DiscoveryOptions {
  readonly config: readonly string[];
  /** Whether each model is asked for what it really has. */
  readonly probe: boolean;
  /** The folder of the pages that somebody saved. */
  readonly referencePages: string | undefined;
}

/** The protocols that the same engine speaks. */
export type ProtocolName = 'airbyte' | 'singer';

/** How much of each stream is read: with `--test` one record, with `--test=schema` none. */
export type Extent = 'all' | 'one record' | 'schema';

/** The forms of `--about`, as the Meltano SDK's taps have them. */
export type AboutFormat = 'text' | 'json' | 'markdown';

/** What to do, or what to print instead (help, version, a wrong call). */
export type ParsedArguments =
  | { readonly command: Command; readonly verbosity: 'normal' | 'debug'; readonly notices: readonly string[] }
  | { readonly text: string; readonly exitCode: 0 | 2 };
