/** Names that come up again and again, each with a small number, so that a column of them is a typed array. */
export class Labels {
  private readonly codes = new Map<string, number>();
  private readonly list: string[] = [];

  /** The name's number: given on first sight, from 0. */
  codeOf(name: string): number {
    let code = this.codes.get(name);
    if (code === undefined) {
      code = this.list.length;
      this.codes.set(name, code);
      this.list.push(name);
    }
    return code;
  }

  /** The name's number, or undefined for a name that never came up. */
  find(name: string): number | undefined {
    return this.codes.get(name);
  }

  nameOf(code: number): string | undefined {
    return this.list[code];
  }

  get names(): readonly string[] {
    return this.list;
  }
}
