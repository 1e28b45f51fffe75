package org.jpose.onnx.needs;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import org.jpose.weights.proto.onnx.GraphProto;
import org.jpose.weights.proto.onnx.ModelProto;
import org.jpose.weights.proto.onnx.TensorProto;
import org.junit.jupiter.api.Test;

/** What is read of a file. */
class NetworkFileTest {
  /** A number takes eight bytes as it is followed, and one in the file. */
  @Test
  void smallConstantsAreFollowedAMillionNumbersFar() {
    GraphProto.Builder graph = GraphProto.newBuilder();
    for (int i = 0; i < 5000; i++) {
      graph.addInitializer(
          TensorProto.newBuilder()
              .setName("c" + i)
              .setDataType(2) // bytes
              .addDims(NetworkValue.MOST_NUMBERS)
              .setRawData(ByteString.copyFrom(new byte[NetworkValue.MOST_NUMBERS])));
    }
    byte[] model = ModelProto.newBuilder().setGraph(graph).build().toByteArray();
    long followed =
        NetworkFile.read(model, "it").constants().values().stream()
            .filter(value -> value.numbers() != null)
            .mapToLong(NetworkValue::count)
            .sum();
    assertTrue(followed > 900_000 && followed < 1_100_000, "numbers: " + followed);
  }
}
