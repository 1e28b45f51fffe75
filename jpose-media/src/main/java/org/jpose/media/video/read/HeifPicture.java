package org.jpose.media.video.read;

import static org.jpose.media.video.ffmpeg.FfmpegException.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVInputFormat;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avformat.AVStreamGroup;
import org.bytedeco.ffmpeg.avformat.AVStreamGroupTileGrid;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.jpose.core.image.ColourOrder;
import org.jpose.core.image.Image;
import org.jpose.media.image.PictureDecoder.SizeCheck;
import org.jpose.media.video.ffmpeg.FfmpegException;
import org.jpose.media.video.ffmpeg.LastErrorLine;

/**
 * The main picture of a HEIF file (HEIC, AVIF), which may be a grid of tiles that are decoded one
 * by one, and turned in the end. Thumbnails, depth and transparency are left out. Not thread-safe.
 */
final class HeifPicture implements AutoCloseable {
  private static final int CHANNELS = 3;

  private final MemoryInput input;
  private final AVFormatContext context = avformat.avformat_alloc_context();
  private boolean open;

  private HeifPicture(byte[] encoded) {
    input = new MemoryInput(encoded);
    input.attachTo(context);
  }

  static HeifPicture open(byte[] encoded) throws FfmpegException {
    HeifPicture picture = new HeifPicture(encoded);
    try {
      picture.start();
      return picture;
    } catch (FfmpegException | RuntimeException e) {
      picture.close();
      throw e;
    }
  }

  private void start() throws FfmpegException {
    AVInputFormat format = avformat.av_find_input_format("mov");
    // Frees the context when it fails.
    int result = avformat.avformat_open_input(context, (String) null, format, (AVDictionary) null);
    open = result >= 0;
    check(result);
    // No avformat_find_stream_info: it would decode pictures of which nobody has asked the size.
  }

  /** Where a tile lies in the picture, before that is turned. */
  private record Place(int x, int y) {}

  /** The upright picture. */
  Image decode(SizeCheck size) throws FfmpegException {
    for (int i = 0; i < context.nb_stream_groups(); i++) {
      AVStreamGroup group = context.stream_groups(i);
      boolean main = (group.disposition() & avformat.AV_DISPOSITION_DEFAULT) != 0;
      if (main && group.type() == avformat.AV_STREAM_GROUP_PARAMS_TILE_GRID) {
        return grid(group, size);
      }
    }
    return single(size);
  }

  private Image single(SizeCheck size) throws FfmpegException {
    int stream = mainStream();
    List<Image> images = new ArrayList<>();
    decode(
        Map.of(stream, List.of(new Place(0, 0))),
        (declared, found) -> size.check(found.width(), found.height()),
        (image, place) -> images.add(image));
    return turned(images.get(0), FrameRotation.of(context.streams(stream)));
  }

  private int mainStream() throws FfmpegException {
    for (int i = 0; i < context.nb_streams(); i++) {
      AVStream stream = context.streams(i);
      boolean video = stream.codecpar().codec_type() == avutil.AVMEDIA_TYPE_VIDEO;
      if (video && (stream.disposition() & avformat.AV_DISPOSITION_DEFAULT) != 0) {
        return i;
      }
    }
    return check(
        avformat.av_find_best_stream(
            context, avutil.AVMEDIA_TYPE_VIDEO, -1, -1, (AVCodec) null, 0));
  }

  private Image grid(AVStreamGroup group, SizeCheck size) throws FfmpegException {
    AVStreamGroupTileGrid grid = group.params_tile_grid();
    int width = grid.width();
    int height = grid.height();
    size.check(width, height);
    // What is decoded: the last tiles may lie outside in part.
    size.check(grid.coded_width(), grid.coded_height());
    Map<Integer, List<Place>> places = new HashMap<>();
    for (int i = 0; i < grid.nb_tiles(); i++) {
      int stream = group.streams(grid.offsets_idx(i)).index();
      places
          .computeIfAbsent(stream, key -> new ArrayList<>())
          .add(
              new Place(
                  grid.offsets_horizontal(i) - grid.horizontal_offset(),
                  grid.offsets_vertical(i) - grid.vertical_offset()));
    }
    byte[] canvas = new byte[Math.multiplyExact(Math.multiplyExact(width, height), CHANNELS)];
    decode(
        places,
        HeifPicture::requireDeclared,
        (tile, place) -> paste(tile, place, canvas, width, height));
    FrameRotation rotation = FrameRotation.of(grid.coded_side_data(), grid.nb_coded_side_data());
    return turned(Image.wrap(width, height, ColourOrder.BGR, canvas), rotation);
  }

  private static void requireDeclared(FrameSize declared, FrameSize found) throws FfmpegException {
    if (!found.fitsInto(declared)) {
      throw new FfmpegException(
          "a tile has %s pixels, its head says %s".formatted(found, declared));
    }
  }

  /** Is asked before a tile, or the picture if it has none, is decoded. */
  private interface TileCheck {
    void check(FrameSize declared, FrameSize found) throws FfmpegException;
  }

  private interface Taker {
    void take(Image tile, Place place);
  }

  private void decode(Map<Integer, List<Place>> places, TileCheck check, Taker taker)
      throws FfmpegException {
    Map<Integer, List<Place>> left = new HashMap<>(places);
    AVPacket packet = avcodec.av_packet_alloc();
    try {
      while (!left.isEmpty()) {
        LastErrorLine.begin();
        if (avformat.av_read_frame(context, packet) < 0) {
          throw new FfmpegException("%d of its parts are missing".formatted(left.size()));
        }
        List<Place> wanted = left.remove(packet.stream_index());
        if (wanted != null) {
          Image tile = tile(packet, check);
          wanted.forEach(place -> taker.take(tile, place));
        }
        avcodec.av_packet_unref(packet);
      }
    } finally {
      avcodec.av_packet_free(packet);
    }
  }

  private Image tile(AVPacket packet, TileCheck check) throws FfmpegException {
    AVStream stream = context.streams(packet.stream_index());
    AVCodecParameters parameters = stream.codecpar();
    try (FfmpegPictures.Picture picture =
        new FfmpegPictures.Picture(parameters.codec_id(), parameters)) {
      check.check(new FrameSize(parameters.width(), parameters.height()), picture.size(packet));
      picture.decode(packet);
      return picture.image(FrameRotation.NONE);
    }
  }

  private static void paste(Image tile, Place place, byte[] canvas, int width, int height) {
    int left = Math.max(0, -place.x);
    int right = Math.min(tile.width(), width - place.x);
    for (int y = Math.max(0, -place.y); y < Math.min(tile.height(), height - place.y); y++) {
      if (left < right) {
        System.arraycopy(
            tile.pixels(),
            (y * tile.width() + left) * CHANNELS,
            canvas,
            ((place.y + y) * width + place.x + left) * CHANNELS,
            (right - left) * CHANNELS);
      }
    }
  }

  private static Image turned(Image image, FrameRotation rotation) {
    int width = image.width();
    int height = image.height();
    byte[] upright = rotation.upright(image.pixels(), width, height);
    return Image.wrap(
        rotation.width(width, height), rotation.height(width, height), image.order(), upright);
  }

  @Override
  public void close() {
    if (open) {
      open = false;
      avformat.avformat_close_input(context);
    }
    input.close();
  }
}
