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

  private final byte[] bytes;
  private final Reading reading = new Reading();
  private final Seeking seeking = new Seeking();
  private final AVIOContext context;
  private int place;

  MemoryInput(byte[] bytes) {
    this.bytes = bytes;
    context =
        avformat.avio_alloc_context(
            new BytePointer(avutil.av_malloc(BUFFER_BYTES)),
            BUFFER_BYTES,
            0,
            null,
            reading,
            null,
            seeking);
  }

  /** Has a format read these bytes. */
  void attachTo(AVFormatContext format) {
    format.pb(context);
  }

  /** FFmpeg keeps a pointer to it, Java has to keep the object. */
  private final class Reading extends Read_packet_Pointer_BytePointer_int {
    @Override
    public int call(Pointer opaque, BytePointer buffer, int size) {
      int count = Math.min(size, bytes.length - place);
      if (count <= 0) {
        return avutil.AVERROR_EOF();
      }
      buffer.put(bytes, place, count);
      place += count;
      return count;
    }
  }

  /** As in C's stdio.h, and FFmpeg's question for the size. */
  private final class Seeking extends Seek_Pointer_long_int {
    @Override
    public long call(Pointer opaque, long offset, int whence) {
      if ((whence & avformat.AVSEEK_SIZE) != 0) {
        return bytes.length;
      }
      long start =
          switch (whence & 3) {
            case 1 -> place;
            case 2 -> bytes.length;
            default -> 0;
          };
      long wanted = start + offset;
      if (wanted < 0 || wanted > bytes.length) {
        return -1;
      }
      place = (int) wanted;
      return place;
    }
  }

  @Override
  public void close() {
    avutil.av_free(context.buffer());
    context.buffer(null);
    avformat.avio_context_free(context);
    reading.close();
    seeking.close();
  }
}
