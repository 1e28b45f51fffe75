package org.jpose.weights.pickle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jpose.core.ModelFormatException;

/**
 * Python's pickle machine (protocols 0 to 5; the opcodes are described in {@code pickletools.py} of
 * CPython) as far as weights need it, without Python's faculty to call anything: a name is refused
 * when it is read, unless {@link Constructions} allow it.
 *
 * <p>Values become {@code null}, {@link Boolean}, {@link Long}, {@link BigInteger}, {@link Double},
 * {@link String}, {@link ByteRegion} (bytes, also text of Python 2), {@link List} (lists and
 * tuples), {@link PickledDictionary}, {@link PickledName} and what the constructions make. They may
 * refer to themselves: whoever walks them must bound the depth, and may not print, hash or compare
 * lists.
 *
 * <p>Memory: large bytes stay in the file, lengths are checked before anything is allocated, and
 * there is a limit to the number of operations.
 */
public final class Unpickler {
  private static final int NEWEST_PROTOCOL = 5;
  private static final int MOST_OPERATIONS = 1_000_000;
  private static final int LONGEST_NUMBER = 1024;
  private static final int LONGEST_SHOWN = 120;

  private final PickleInput in;
  private final Constructions constructions;
  private final List<Object> stack = new ArrayList<>();
  private final List<Integer> marks = new ArrayList<>();
  private final Map<Long, Object> memo = new HashMap<>();

  private Unpickler(PickleInput in, Constructions constructions) {
    this.in = in;
    this.constructions = constructions;
  }

  /**
   * Reads the first pickle of a region.
   *
   * @param file what to call it in messages
   * @throws IOException if it cannot be read
   * @throws ModelFormatException if it is damaged, names something that is not allowed, or has more
   *     than a million operations
   */
  public static Object read(String file, ByteRegion region, Constructions constructions)
      throws IOException {
    PickleInput in = new PickleInput(file, region);
    try {
      return new Unpickler(in, constructions).run();
    } catch (IllegalArgumentException e) {
      throw new ModelFormatException(in.fault(e.getMessage()).getMessage(), e);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private Object run() throws IOException {
    for (int done = 0; done < MOST_OPERATIONS; done++) {
      int operation = in.unsignedByte();
      if (operation == '.') {
        return pop();
      }
      if (!value(operation) && !container(operation)) {
        other(operation);
      }
    }
    throw in.fault("more than " + MOST_OPERATIONS + " operations; no weights file has that");
  }

  /** Operations that push a plain value. */
  private boolean value(int operation) throws IOException {
    switch (operation) {
      case 'N' -> push(null);
      case 0x88 -> push(true);
      case 0x89 -> push(false);
      case 'I' -> push(decimal(true));
      case 'L' -> push(decimal(false));
      case 'J' -> push((long) in.integer());
      case 'K' -> push((long) in.unsignedByte());
      case 'M' -> push((long) in.unsignedShort());
      case 0x8a -> push(number(in.unsignedByte()));
      case 0x8b -> push(number(in.unsignedInteger()));
      case 'F' -> push(real());
      case 'G' -> push(in.bigEndianDouble());
      case 'S' -> push(ByteRegion.of(PickleEscapes.quoted(in.line())));
      case 'T', 'B' -> push(in.region(in.unsignedInteger()));
      case 'U', 'C' -> push(in.region(in.unsignedByte()));
      case 0x8e, 0x96 -> push(in.region(in.longInteger()));
      case 'V' -> push(PickleEscapes.unicode(in.line()));
      case 'X' -> push(in.text(in.unsignedInteger()));
      case 0x8c -> push(in.text(in.unsignedByte()));
      case 0x8d -> push(in.text(in.longInteger()));
      default -> {
        return false;
      }
    }
    return true;
  }

  /** Operations that make or fill lists, tuples and dictionaries. */
  private boolean container(int operation) {
    switch (operation) {
      case ']' -> push(new ArrayList<>(0));
      case ')' -> push(List.of());
      case '}' -> push(new PickledDictionary());
      case 'l', 't' -> push(popMarked());
      case 0x85 -> push(popLast(1));
      case 0x86 -> push(popLast(2));
      case 0x87 -> push(popLast(3));
      case 'd' -> {
        List<Object> items = popMarked();
        push(new PickledDictionary());
        put(items);
      }
      case 'a' -> {
        Object item = pop();
        list().add(item);
      }
      case 'e' -> {
        List<Object> items = popMarked();
        list().addAll(items);
      }
      case 's' -> put(popLast(2));
      case 'u' -> put(popMarked());
      default -> {
        return false;
      }
    }
    return true;
  }

  /** Operations on stack and memo, names and constructions. */
  private void other(int operation) throws IOException {
    switch (operation) {
      case 0x80 -> requireProtocol(in.unsignedByte());
      case 0x95 -> requireFrame(in.longInteger());
      case '(' -> marks.add(stack.size());
      case '0' -> pop();
      case '1' -> popMarked();
      case '2' -> push(top());
      case 'p' -> memo.put(index(), top());
      case 'q' -> memo.put((long) in.unsignedByte(), top());
      case 'r' -> memo.put(in.unsignedInteger(), top());
      case 0x94 -> memo.put((long) memo.size(), top());
      case 'g' -> push(remembered(index()));
      case 'h' -> push(remembered(in.unsignedByte()));
      case 'j' -> push(remembered(in.unsignedInteger()));
      case 'c' -> push(name(ascii(in.line()), ascii(in.line())));
      case 0x93 -> {
        List<Object> parts = popLast(2);
        push(name(text(parts.get(0)), text(parts.get(1))));
      }
      case 'R', 0x81 -> {
        List<Object> call = popLast(2);
        push(call(call.get(0), call.get(1)));
      }
      case 'b' -> {
        Object state = pop();
        if (!(top() instanceof PickledDictionary)) {
          constructions.build(top(), state);
        }
      }
      case 'Q' -> push(constructions.persistent(pop()));
      case 'P' -> push(constructions.persistent(ascii(in.line())));
      default ->
          throw in.fault(
              "operation 0x%02x is not one that weights need, or the file is damaged"
                  .formatted(operation));
    }
  }

  private void push(Object value) {
    stack.add(value);
  }

  private int floor() {
    return marks.isEmpty() ? 0 : marks.get(marks.size() - 1);
  }

  private void requireOnStack(int count) {
    if (stack.size() - floor() < count) {
      throw in.fault("a value is missing; the file is damaged");
    }
  }

  private Object top() {
    requireOnStack(1);
    return stack.get(stack.size() - 1);
  }

  private Object pop() {
    requireOnStack(1);
    return stack.remove(stack.size() - 1);
  }

  private List<Object> popLast(int count) {
    requireOnStack(count);
    List<Object> tail = stack.subList(stack.size() - count, stack.size());
    List<Object> values = new ArrayList<>(tail);
    tail.clear();
    return values;
  }

  private List<Object> popMarked() {
    if (marks.isEmpty()) {
      throw in.fault("a mark is missing; the file is damaged");
    }
    List<Object> values = popLast(stack.size() - floor());
    marks.remove(marks.size() - 1);
    return values;
  }

  @SuppressWarnings("unchecked")
  private List<Object> list() {
    if (top() instanceof ArrayList<?> list) {
      return (List<Object>) list;
    }
    throw in.fault("values are added to what is no list; the file is damaged");
  }

  private void put(List<Object> items) {
    if (!(top() instanceof PickledDictionary dictionary) || items.size() % 2 != 0) {
      throw in.fault("keys and values do not go into a dictionary; the file is damaged");
    }
    for (int i = 0; i < items.size(); i += 2) {
      dictionary.put(items.get(i), items.get(i + 1));
    }
  }

  private Object remembered(long index) {
    if (!memo.containsKey(index)) {
      throw in.fault("nothing was remembered as " + index + "; the file is damaged");
    }
    return memo.get(index);
  }

  private long index() throws IOException {
    return decimal(false) instanceof Long index ? index : -1;
  }

  private PickledName name(String module, String name) {
    String whole = module + "." + name;
    if (!constructions.allows(whole)) {
      throw in.fault(
          "it names '%s', which is neither a tensor nor a plain value; nothing was run. Save the"
                  .formatted(shown(whole))
              + " weights alone, without program objects");
    }
    return new PickledName(whole);
  }

  private static String shown(String text) {
    String plain = text.replaceAll("\\p{Cntrl}", "?");
    return plain.length() <= LONGEST_SHOWN ? plain : plain.substring(0, LONGEST_SHOWN) + "...";
  }

  private Object call(Object function, Object arguments) {
    if (function instanceof PickledName name && arguments instanceof List<?> values) {
      return constructions.call(name.name(), values);
    }
    throw in.fault("a call of what is no name; the file is damaged");
  }

  private void requireProtocol(int protocol) {
    if (protocol > NEWEST_PROTOCOL) {
      throw in.fault("protocol is " + protocol + ", expected 0 to " + NEWEST_PROTOCOL);
    }
  }

  private void requireFrame(long length) {
    if (length < 0 || length > in.left()) {
      throw in.fault(
          "a frame of %s bytes, %d are left; is the file cut off?"
              .formatted(Long.toUnsignedString(length), in.left()));
    }
  }

  private String text(Object value) {
    return PickledText.of(value).orElseThrow(() -> in.fault("a name is no text"));
  }

  private static String ascii(byte[] line) {
    return new String(line, StandardCharsets.UTF_8);
  }

  private Object number(long bytes) throws IOException {
    if (bytes > LONGEST_NUMBER) {
      throw in.fault("a number of " + bytes + " bytes; no weights file has that");
    }
    byte[] digits = in.region(bytes).bytes();
    for (int i = 0, j = digits.length - 1; i < j; i++, j--) {
      byte swapped = digits[i];
      digits[i] = digits[j];
      digits[j] = swapped;
    }
    return digits.length == 0 ? (Object) 0L : plain(new BigInteger(digits));
  }

  private static Object plain(BigInteger number) {
    return number.bitLength() < Long.SIZE ? (Object) number.longValue() : number;
  }

  private Object decimal(boolean booleans) throws IOException {
    String digits = ascii(in.line());
    if (booleans && (digits.equals("00") || digits.equals("01"))) {
      return digits.equals("01");
    }
    String number = digits.endsWith("L") ? digits.substring(0, digits.length() - 1) : digits;
    if (number.length() > LONGEST_NUMBER || !number.matches("[-+]?\\d+")) {
      throw in.fault("'" + shown(number) + "' is no whole number");
    }
    return plain(new BigInteger(number));
  }

  private double real() throws IOException {
    String digits = ascii(in.line());
    try {
      return Double.parseDouble(digits.replace("inf", "Infinity").replace("nan", "NaN"));
    } catch (NumberFormatException e) {
      throw in.fault("'" + shown(digits) + "' is no number");
    }
  }
}
