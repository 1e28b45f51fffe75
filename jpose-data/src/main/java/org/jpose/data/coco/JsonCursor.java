package org.jpose.data.coco;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jpose.core.disk.FileException;

/**
 * Walks through a JSON file value by value, in no more memory than one; whatever is not as expected
 * ends in a message with file, line, column and the thing being read.
 */
public final class JsonCursor implements AutoCloseable {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
          // Python writes NaN; whoever reads a value says whether it may be one.
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .build();

  private final Path file;
  private final InputStream in;
  private final JsonParser parser;
  private float[] numbers = new float[64];
  private String thing = "";
  private String field;
  private Consumer<FileException> faults;
  private int faultCount;

  private JsonCursor(Path file, InputStream in, JsonParser parser) {
    this.file = file;
    this.in = in;
    this.parser = parser;
  }

  /** Reads the value of a field, or of an element. */
  public interface ValueReader {
    void read() throws IOException;
  }

  /** Reads the value of a named field. */
  public interface FieldReader {
    void read(String name) throws IOException;
  }

  /** Opens a file before its first value. */
  public static JsonCursor open(Path file) {
    if (Files.isDirectory(file)) {
      throw new FileException(file + ": is a folder, expected a JSON file; name a file in it");
    }
    try {
      InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
      try {
        return new JsonCursor(file, in, JSON.createParser(in));
      } catch (IOException | RuntimeException e) {
        in.close();
        throw e;
      }
    } catch (NoSuchFileException e) {
      throw new FileException(file + ": no such file; check the name", e);
    } catch (IOException e) {
      throw new FileException(file + ": cannot be read: " + FileException.reason(e), e);
    }
  }

  /** Runs what reads the file and turns its failures into messages. */
  public void read(ValueReader reader) {
    read(reader, false);
  }

  /** The same for a file of any number of values one after another, as JSON Lines has them. */
  public void readAll(ValueReader reader) {
    read(reader, true);
  }

  private void read(ValueReader reader, boolean many) {
    try {
      if (parser.nextToken() == null) {
        throw new FileException(file + ": is empty, expected JSON; copy or download it again");
      }
      do {
        reader.read();
      } while (parser.nextToken() != null && many);
      if (parser.currentToken() != null) {
        throw wrong("something follows after the end of the JSON");
      }
    } catch (JsonProcessingException e) {
      throw e instanceof JsonEOFException || isAtEnd()
          ? new FileException(
              at() + "the file ends in the middle: it is truncated; copy or download it again", e)
          : new FileException(
              at() + "not JSON: " + e.getOriginalMessage() + "; repair or download it again", e);
    } catch (IOException e) {
      throw new FileException(at() + "cannot be read: " + FileException.reason(e), e);
    } catch (IllegalArgumentException e) {
      throw new FileException(at() + e.getMessage(), e);
    }
  }

  /** Whether nothing follows: a file cut off after "2." is no different from one with an error. */
  private boolean isAtEnd() {
    try {
      return parser.releaseBuffered(OutputStream.nullOutputStream()) < 1 && in.read() < 0;
    } catch (IOException e) {
      // Jackson closes a stream when it has come to its end, and only then.
      return true;
    }
  }

  /** Names what is being read, for messages; empty for the file as a whole. */
  public void reading(String name) {
    thing = name;
  }

  /**
   * From now on a value that is not as expected is told to somebody and passed over with its field
   * or element, and reading goes on; else the first ends it. JSON that is none ends it always.
   */
  public void collectFaults(Consumer<FileException> listener) {
    faults = listener;
  }

  /** Number of faults collected so far. */
  public int faultCount() {
    return faultCount;
  }

  /**
   * Something is not as expected, but what follows can be read.
   *
   * @throws FileException at once, unless faults are collected
   */
  public void fault(String what) {
    take(wrong(what));
  }

  private void take(FileException fault) {
    if (faults == null) {
      throw fault;
    }
    faultCount++;
    faults.accept(fault);
  }

  /** Reads a value; if it is not as expected, goes on behind it where faults are collected. */
  private void read(ValueReader reader, JsonStreamContext around) throws IOException {
    try {
      reader.read();
    } catch (FileException | IllegalArgumentException e) {
      take(e instanceof FileException told ? told : wrong(e.getMessage()));
      while (parser.getParsingContext() != around && parser.nextToken() != null) {
        // Passes over the rest of the value.
      }
    }
  }

  private String at() {
    JsonLocation place = parser.currentLocation();
    return file
        + ": line "
        + place.getLineNr()
        + ", column "
        + place.getColumnNr()
        + (thing.isEmpty() ? ": " : ", " + thing + ": ")
        + (field == null || thing.isEmpty() ? "" : field + ": ");
  }

  /** A failure at this place. */
  public FileException wrong(String what) {
    return new FileException(at() + what);
  }

  private FileException expected(String what) throws IOException {
    return wrong("found " + kind() + ", expected " + what);
  }

  private String kind() throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> "an object";
      case START_ARRAY -> "a list";
      case VALUE_STRING -> "a text";
      case VALUE_NUMBER_INT -> "a number";
      case VALUE_NUMBER_FLOAT -> parser.isNaN() ? parser.getText() : "a number";
      case VALUE_TRUE, VALUE_FALSE -> "true or false";
      case VALUE_NULL -> "null";
      default -> "something else";
    };
  }

  /** Whether a list begins here. */
  public boolean isList() {
    return parser.currentToken() == JsonToken.START_ARRAY;
  }

  /** Whether an object begins here. */
  public boolean isObject() {
    return parser.currentToken() == JsonToken.START_OBJECT;
  }

  /** Whether this is a text. */
  public boolean isText() {
    return parser.currentToken() == JsonToken.VALUE_STRING;
  }

  /** Whether this is {@code null}. */
  public boolean isNull() {
    return parser.currentToken() == JsonToken.VALUE_NULL;
  }

  /** Reads each field of an object; the reader consumes its value. */
  public void object(FieldReader reader) throws IOException {
    if (!isObject()) {
      throw expected("an object");
    }
    JsonStreamContext own = parser.getParsingContext();
    String outer = field;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      field = name;
      parser.nextToken();
      read(() -> reader.read(name), own);
    }
    field = outer;
  }

  /** Reads each element of a list; the reader consumes it. */
  public void list(ValueReader reader) throws IOException {
    if (!isList()) {
      throw expected("a list");
    }
    JsonStreamContext own = parser.getParsingContext();
    String outer = field;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      // What an element's own fields say has nothing to do with the list's name.
      field = isObject() ? null : outer;
      read(reader, own);
    }
    field = outer;
  }

  /** Passes over a value, however deep. */
  public void skip() throws IOException {
    parser.skipChildren();
  }

  /** A finite number. */
  public double number() throws IOException {
    if (!parser.currentToken().isNumeric()) {
      throw expected("a number");
    }
    double value = parser.getDoubleValue();
    if (!Double.isFinite(value)) {
      throw parser.isNaN()
          ? expected("a number")
          : wrong("the number " + parser.getText() + " is too large");
    }
    return value;
  }

  /** A whole number, also as a text, as some programs write numbers that name things. */
  public long whole() throws IOException {
    if (isText() && parser.getText().strip().matches("-?\\d{1,18}")) {
      return Long.parseLong(parser.getText().strip());
    }
    if (parser.currentToken() == JsonToken.VALUE_NUMBER_FLOAT
        && parser.getDoubleValue() == Math.rint(parser.getDoubleValue())) {
      return (long) parser.getDoubleValue();
    }
    if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT) {
      throw expected("a whole number");
    }
    try {
      return parser.getLongValue();
    } catch (InputCoercionException e) {
      throw wrong("the number " + parser.getText() + " is too large");
    }
  }

  /** A whole number, as {@link #whole}, of 32 bits. */
  public int small() throws IOException {
    long value = whole();
    if (value != (int) value) {
      throw wrong("the number " + value + " is too large");
    }
    return (int) value;
  }

  /** True or false, also as 1 or 0. */
  public boolean flag() throws IOException {
    return switch (parser.currentToken()) {
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> whole() != 0;
    };
  }

  /** A text. */
  public String text() throws IOException {
    if (!isText()) {
      throw expected("a text");
    }
    return parser.getText();
  }

  /** A list of numbers. */
  public float[] floats() throws IOException {
    return floats(false);
  }

  /** A list of numbers in which null and NaN stand for a number that is not known: NaN. */
  public float[] floatsOrNaN() throws IOException {
    return floats(true);
  }

  private float[] floats(boolean orNaN) throws IOException {
    if (!isList()) {
      throw expected("a list");
    }
    int count = 0;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (count == numbers.length) {
        numbers = Arrays.copyOf(numbers, 2 * count);
      }
      boolean unknown = orNaN && (isNull() || isNotANumber());
      float value = unknown ? Float.NaN : (float) number();
      if (Float.isInfinite(value)) {
        throw wrong("the number " + parser.getText() + " is too large");
      }
      numbers[count++] = value;
    }
    return Arrays.copyOf(numbers, count);
  }

  private boolean isNotANumber() throws IOException {
    return parser.currentToken() == JsonToken.VALUE_NUMBER_FLOAT
        && Double.isNaN(parser.getDoubleValue());
  }

  @Override
  public void close() {
    try {
      parser.close();
    } catch (IOException e) {
      throw new FileException(file + ": cannot be closed: " + FileException.reason(e), e);
    }
  }
}
