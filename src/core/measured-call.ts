/** One request that was answered, or was not. */
export interface MeasuredCall {
  /** The path below the address of the instance. */
  readonly endpoint: string;
  /** `undefined` where no answer came. */
  readonly status: number | undefined;
  readonly seconds: number;
}
