package org.jpose.media.video.read;

import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.Read_packet_Pointer_BytePointer_int;
import org.bytedeco.ffmpeg.avformat.Seek_Pointer_long_int;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/** Bytes in memory as FFmpeg reads a file. Not thread-safe; closed after what reads it. */
final class MemoryInput implements AutoCloseable {
  private static final int BUFFER_BYTES = 1 << 15;

  /** Where the place to read next, the length and the bytes themselves stand in the memory. */
  private static final int PLACE = 0;

  private static final int LENGTH = Long.BYTES;
  private static final int BYTES = 2 * Long.BYTES;

  private final BytePointer file;
  private final AVIOContext context;

  /** Copies the bytes. */
  MemoryInput(byte[] bytes) {
    file = new BytePointer((long) BYTES + bytes.length);
    file.putLong(PLACE, 0).putLong(LENGTH, bytes.length);
    file.position(BYTES).put(bytes, 0, bytes.length).position(0);
    context =
        avformat.avio_alloc_context(
            new BytePointer(avutil.av_malloc(BUFFER_BYTES)),
            BUFFER_BYTES,
            0,
            file,
            Reading.ANY,
            null,
            Seeking.ANY);
  }

  /** Has a format read these bytes. */
  void attachTo(AVFormatContext format) {
    format.pb(context);
  }

  /** One for all inputs, which are in the memory FFmpeg hands over: JavaCPP has ten of a kind. */
  private static final class Reading extends Read_packet_Pointer_BytePointer_int {
    static final Reading ANY = new Reading();

    Reading() {
      super();
    }

    @Override
    public int call(Pointer opaque, BytePointer buffer, int size) {
      BytePointer file = new BytePointer(opaque);
      long place = file.getLong(PLACE);
      int count = (int) Math.min(size, file.getLong(LENGTH) - place);
      if (count <= 0) {
        return avutil.AVERROR_EOF();
      }
      file.putLong(PLACE, place + count);
      Pointer.memcpy(buffer, file.position(BYTES + place), count);
      return count;
    }
  }

  /** As in C's stdio.h, and FFmpeg's question for the size. */
  private static final class Seeking extends Seek_Pointer_long_int {
    static final Seeking ANY = new Seeking();

    Seeking() {
      super();
    }

    @Override
    public long call(Pointer opaque, long offset, int whence) {
      BytePointer file = new BytePointer(opaque);
      long length = file.getLong(LENGTH);
      if ((whence & avformat.AVSEEK_SIZE) != 0) {
        return length;
      }
      long start =
          switch (whence & 3) {
            case 1 -> file.getLong(PLACE);
            case 2 -> length;
            default -> 0;
          };
      long wanted = start + offset;
      if (wanted < 0 || wanted > length) {
        return -1;
      }
      file.putLong(PLACE, wanted);
      return wanted;
    }
  }

  @Override
  public void close() {
    avutil.av_free(context.buffer());
    context.buffer(null);
    avformat.avio_context_free(context);
    file.deallocate();
  }
}
