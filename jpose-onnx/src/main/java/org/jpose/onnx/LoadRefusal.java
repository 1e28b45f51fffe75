package org.jpose.onnx;

import ai.onnxruntime.OrtException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jpose.core.ModelFormatException;

/** Says in jpose's words why ONNX Runtime does not load a model. */
final class LoadRefusal {
  private static final Pattern OPSET = Pattern.compile("(?i)opset (\\d+) is under development");
  private static final Pattern FORMAT =
      Pattern.compile("(?i)Unsupported model IR version: (\\d+), max supported IR version: (\\d+)");
  private static final Pattern OPERATION =
      Pattern.compile("(?i)(?:is not a registered function/op|No Op registered for (\\w+))");

  private LoadRefusal() {}

  static ModelFormatException of(String name, OrtException cause) {
    return new ModelFormatException(name + ": " + reason(cause.getMessage()), cause);
  }

  private static String reason(String message) {
    Matcher opset = OPSET.matcher(message);
    if (opset.find()) {
      return "needs ONNX's opset "
          + opset.group(1)
          + ", which ONNX Runtime "
          + OnnxBackend.runtimeVersion()
          + " does not know yet; export it again with a lower one, such as 17";
    }
    Matcher format = FORMAT.matcher(message);
    if (format.find()) {
      return ("is in version %s of ONNX's file format, ONNX Runtime %s knows up to %s; export it"
              + " again with a lower one, such as 8")
          .formatted(format.group(1), OnnxBackend.runtimeVersion(), format.group(2));
    }
    if (message.toLowerCase(Locale.ROOT).contains("external data")) {
      return "keeps its numbers in another file, which is not supported; save the model in one file";
    }
    if (OPERATION.matcher(message).find()) {
      return "has an operation that ONNX Runtime does not know; export it with ONNX's own alone: "
          + message;
    }
    return "ONNX Runtime cannot load it; is it a whole ONNX file? " + message;
  }
}
