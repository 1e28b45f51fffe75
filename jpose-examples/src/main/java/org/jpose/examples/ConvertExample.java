package org.jpose.examples;

import java.nio.file.Path;
import org.jpose.core.image.NetworkSize;
import org.jpose.train.conversion.Conversion;
import org.jpose.train.conversion.ConvertedModel;
import org.jpose.train.conversion.Int8Options;

/** Makes a fast model file of weights, and a faster one in 8 bits: weights, photos, folder. */
final class ConvertExample {
  private ConvertExample() {}

  public static void main(String[] arguments) throws Exception {
    Path photos = Path.of(arguments[1]);
    Path folder = Path.of(arguments[2]);
    Conversion conversion = Conversion.of(Path.of(arguments[0]));
    conversion.to(folder.resolve("fast.onnx"));
    ConvertedModel int8 =
        conversion
            .withInt8(Int8Options.of(photos).withSize(new NetworkSize(256, 192)))
            .to(folder.resolve("int8.onnx"));
    System.out.println("calibrated on " + int8.calibrated() + " photos");
  }
}
