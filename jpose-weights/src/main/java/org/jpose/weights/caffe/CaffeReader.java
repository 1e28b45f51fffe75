package org.jpose.weights.caffe;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.DiscardUnknownFieldsParser;
import com.google.protobuf.ExtensionRegistryLite;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import com.google.protobuf.WireFormat;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jpose.core.ModelFormatException;
import org.jpose.weights.StridedTensor;
import org.jpose.weights.Tensor;
import org.jpose.weights.Weights;
import org.jpose.weights.proto.caffe.BlobProto;
import org.jpose.weights.proto.caffe.LayerParameter;
import org.jpose.weights.proto.caffe.NetParameter;
import org.jpose.weights.proto.caffe.V1LayerParameter;

/**
 * Reads trained Caffe networks layer by layer, so that memory holds the numbers and one layer of
 * the file; today's layers and those of before 2014.
 *
 * <p>Caffe's tensors have no names: those of a layer are called {@code layer/blob0}, {@code
 * layer/blob1} and so on. Filters are {@code [outputs, inputs / groups, row, column]}.
 */
public final class CaffeReader {
  private static final Parser<LayerParameter> LAYER =
      DiscardUnknownFieldsParser.wrap(LayerParameter.parser());
  private static final Parser<V1LayerParameter> OLD_LAYER =
      DiscardUnknownFieldsParser.wrap(V1LayerParameter.parser());

  private final Path file;
  private final Map<String, Tensor> tensors = new LinkedHashMap<>();

  private CaffeReader(Path file) {
    this.file = file;
  }

  /**
   * Reads all layers that have tensors.
   *
   * @throws ModelFormatException if the file is damaged or no Caffe network
   */
  public static Weights read(Path file) throws IOException {
    CaffeReader reader = new CaffeReader(file);
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      reader.readLayers(CodedInputStream.newInstance(in));
    } catch (InvalidProtocolBufferException e) {
      if (e.getCause() instanceof IOException io
          && !(io instanceof InvalidProtocolBufferException)) {
        throw io;
      }
      throw new ModelFormatException(
          "%s: not a Caffe model, or cut off (%s)".formatted(file, e.getMessage().split("\\R")[0]),
          e);
    }
    if (reader.tensors.isEmpty()) {
      throw new ModelFormatException(
          file + ": has no layer with weights; is it a trained network (.caffemodel)?");
    }
    return new Weights(file.getFileName().toString(), Map.of(), reader.tensors);
  }

  private void readLayers(CodedInputStream in) throws IOException {
    ExtensionRegistryLite none = ExtensionRegistryLite.getEmptyRegistry();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      in.resetSizeCounter();
      boolean message = WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED;
      int field = WireFormat.getTagFieldNumber(tag);
      if (message && field == NetParameter.LAYER_FIELD_NUMBER) {
        LayerParameter layer = in.readMessage(LAYER, none);
        add(layer.getName(), layer.getBlobsList());
      } else if (message && field == NetParameter.LAYERS_FIELD_NUMBER) {
        V1LayerParameter layer = in.readMessage(OLD_LAYER, none);
        add(layer.getName(), layer.getBlobsList());
      } else {
        in.skipField(tag);
      }
    }
  }

  private void add(String layer, List<BlobProto> blobs) {
    for (int i = 0; i < blobs.size(); i++) {
      String name = layer + "/blob" + i;
      if (tensors.put(name, tensor(name, blobs.get(i))) != null) {
        throw new ModelFormatException(file + ": two layers are named '" + layer + "'");
      }
    }
  }

  private Tensor tensor(String name, BlobProto blob) {
    List<Long> sizes =
        blob.hasShape()
            ? blob.getShape().getDimList()
            : List.of(
                (long) blob.getNum(),
                (long) blob.getChannels(),
                (long) blob.getHeight(),
                (long) blob.getWidth());
    int numbers = blob.getDataCount() + blob.getDoubleDataCount();
    try {
      StridedTensor layout = StridedTensor.rows(StridedTensor.sizes(sizes));
      if (layout.elements() == numbers) {
        return layout.gather(numbers(blob));
      }
    } catch (IllegalArgumentException e) {
      throw new ModelFormatException(file + ": '" + name + "': " + e.getMessage(), e);
    }
    throw new ModelFormatException(
        "%s: '%s' of shape %s has %d numbers; is the file damaged?"
            .formatted(file, name, sizes, numbers));
  }

  private static float[] numbers(BlobProto blob) {
    float[] data = new float[blob.getDataCount() + blob.getDoubleDataCount()];
    for (int i = 0; i < blob.getDataCount(); i++) {
      data[i] = blob.getData(i);
    }
    for (int i = 0; i < blob.getDoubleDataCount(); i++) {
      data[blob.getDataCount() + i] = (float) blob.getDoubleData(i);
    }
    return data;
  }
}
