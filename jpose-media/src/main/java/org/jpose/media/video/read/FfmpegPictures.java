package org.jpose.media.video.read;

import static org.jpose.media.video.ffmpeg.FfmpegException.check;

import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.jpose.core.image.Image;
import org.jpose.media.image.PictureDecoder;
import org.jpose.media.video.ffmpeg.FfmpegException;
import org.jpose.media.video.ffmpeg.LastErrorLine;

/** Pictures by FFmpeg, which is here for videos. Found as a service; needs FFmpeg's natives. */
public final class FfmpegPictures implements PictureDecoder {
  /** For {@link java.util.ServiceLoader}. */
  public FfmpegPictures() {}

  @Override
  public Image decode(byte[] encoded, Kind kind, SizeCheck size) throws BadPictureException {
    LastErrorLine.begin();
    try {
      if (kind == Kind.HEIF) {
        try (HeifPicture picture = HeifPicture.open(encoded)) {
          return picture.decode(size);
        }
      }
      return whole(encoded, codec(kind, encoded), size);
    } catch (FfmpegException e) {
      throw new BadPictureException(e.getMessage(), e);
    }
  }

  private static int codec(Kind kind, byte[] encoded) {
    return switch (kind) {
      case JPEG_2000 -> avcodec.AV_CODEC_ID_JPEG2000;
      case TGA -> avcodec.AV_CODEC_ID_TARGA;
      case PNM ->
          switch (encoded[1]) {
            case '1', '4' -> avcodec.AV_CODEC_ID_PBM;
            case '2', '5' -> avcodec.AV_CODEC_ID_PGM;
            case '3', '6' -> avcodec.AV_CODEC_ID_PPM;
            default -> avcodec.AV_CODEC_ID_PAM;
          };
      case HEIF -> throw new IllegalArgumentException("HEIF is a container");
    };
  }

  /** A file that is all one packet. */
  private static Image whole(byte[] encoded, int codec, SizeCheck size) throws FfmpegException {
    AVPacket packet = avcodec.av_packet_alloc();
    try (Picture picture = new Picture(codec, null)) {
      check(avcodec.av_new_packet(packet, encoded.length));
      packet.data().put(encoded);
      FrameSize stored = picture.size(packet);
      size.check(stored.width(), stored.height());
      picture.decode(packet);
      return picture.image(FrameRotation.NONE);
    } finally {
      avcodec.av_packet_free(packet);
    }
  }

  /** A decoder of one picture. */
  static final class Picture implements AutoCloseable {
    private final AVCodecContext decoder = avcodec.avcodec_alloc_context3(null);
    private final AVFrame frame = avutil.av_frame_alloc();
    private final FrameAllowance allowance = new FrameAllowance();

    /**
     * Opens it.
     *
     * @param parameters of the stream; null for a file that is all one packet
     */
    Picture(int codecId, AVCodecParameters parameters) throws FfmpegException {
      try {
        AVCodec codec = avcodec.avcodec_find_decoder(codecId);
        if (codec == null || codec.isNull()) {
          throw new FfmpegException(
              "this FFmpeg cannot decode " + avcodec.avcodec_get_name(codecId).getString());
        }
        if (parameters != null) {
          check(avcodec.avcodec_parameters_to_context(decoder, parameters));
        }
        decoder.thread_count(1);
        allowance.attachTo(decoder);
        check(avcodec.avcodec_open2(decoder, codec, (AVDictionary) null));
      } catch (FfmpegException | RuntimeException e) {
        close();
        throw e;
      }
    }

    /** The size of a picture, of which no pixel is decoded and nothing may be missing. */
    FrameSize size(AVPacket packet) throws FfmpegException {
      LastErrorLine.begin();
      if ((packet.flags() & avcodec.AV_PKT_FLAG_CORRUPT) != 0) {
        throw new FfmpegException("a part of its data is missing");
      }
      FrameSize size;
      if (decoder.codec_id() == avcodec.AV_CODEC_ID_AV1) {
        byte[] data = new byte[packet.size()];
        packet.data().get(data);
        size = Av1Sequence.largest(data);
      } else {
        int result = run(packet);
        if (!allowance.hasRefused()) {
          check(result);
          throw new FfmpegException("it does not tell its size");
        }
        size = allowance.refused();
        avcodec.avcodec_flush_buffers(decoder);
      }
      allowance.allow(size);
      return size;
    }

    /** Decodes the picture that {@link #size} was asked of, of which nothing may be missing. */
    void decode(AVPacket packet) throws FfmpegException {
      LastErrorLine.begin();
      int result = run(packet);
      if (allowance.hasRefused()) {
        throw new FfmpegException(
            "it has a second frame of " + allowance.refused() + " pixels, larger than the first");
      }
      check(result);
      boolean corrupt = (frame.flags() & AVFrame.AV_FRAME_FLAG_CORRUPT) != 0;
      if (frame.decode_error_flags() != 0 || corrupt) {
        throw new FfmpegException("a part of its pixels cannot be decoded");
      }
    }

    private int run(AVPacket packet) {
      int result = avcodec.avcodec_send_packet(decoder, packet);
      if (result < 0) {
        return result;
      }
      avcodec.avcodec_send_packet(decoder, null);
      return avcodec.avcodec_receive_frame(decoder, frame);
    }

    Image image(FrameRotation rotation) throws FfmpegException {
      try (FrameConverter converter = new FrameConverter(frame.width(), frame.height(), rotation)) {
        return converter.image(frame);
      }
    }

    @Override
    public void close() {
      avutil.av_frame_free(frame);
      avcodec.avcodec_free_context(decoder);
      allowance.close();
    }
  }
}
