import { describe, expect, it } from '@jest/globals';
import { toPrintable } from '../../src/core/printable.ts';

describe('What is printed', () => {
  it('holds nothing that a terminal obeys, nor anything that turns the direction of a text', () => {
    expect(toPrintable('a\u001b[2J\u0007\b\r\u0085\u009b31m\u202eb\u2066c\u0000')).toBe('a�[2J����\u{FFFD}31m�b�c�');
  });

  it('is otherwise as it was', () => {
    const text = 'Zoë 🎉 👩‍🚀 שלום مرحبا\n\tat line 1';
    expect(toPrintable(text)).toBe(text);
  });
});
