package org.jpose.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.platform.Fp16Conversions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jpose.core.Backend;
import org.jpose.core.BackendGroup;
import org.jpose.core.Device;
import org.jpose.core.DeviceException;
import org.jpose.core.Execution;
import org.jpose.core.ModelFileHash;
import org.jpose.core.ModelFormatException;
import org.jpose.core.ModelInfo;
import org.jpose.core.disk.FileException;
import org.jpose.core.field.PoseFields;
import org.jpose.core.image.Image;
import org.jpose.core.natives.NativeLibrary;
import org.jpose.onnx.needs.NetworkNeeds;

/**
 * Runs a model file in ONNX Runtime on one device. The file's metadata ({@code jpose.*}) tells
 * skeleton, colour order, stride and multiple and is checked against its inputs and outputs when it
 * is opened. Thread-safe; an interrupt stops the run of its thread, closing stops all runs under
 * way.
 */
public final class OnnxBackend implements Backend {
  /** The largest model file that is read. */
  private static final long MAX_BYTES = 1L << 31;

  private final String name;
  private final OrtEnvironment environment;
  private final NetworkSession session;
  private final NetworkNeeds needs;
  private final ModelInfo info;
  private final ModelContract contract;
  private final Device device;
  private final InputBuffers buffers = new InputBuffers();

  private OnnxBackend(
      String name,
      OrtEnvironment environment,
      OrtSession session,
      NetworkNeeds needs,
      ModelContract contract,
      Device device) {
    this.name = name;
    this.needs = needs;
    this.environment = environment;
    this.contract = contract;
    info = contract.info();
    this.session =
        new NetworkSession(
            session,
            info.name(),
            "this ONNX backend (" + info.name() + ") is closed; open another one");
    this.device = device;
  }

  /**
   * Opens a model file on the CPU.
   *
   * @param file an ONNX file with jpose's metadata
   * @param threads threads a run may use, or 0 for one per core
   * @throws ModelFormatException if the file is missing, damaged, or of another kind
   * @throws org.jpose.core.natives.NativeLibraryException if ONNX Runtime cannot be loaded
   */
  public static OnnxBackend open(Path file, int threads) {
    return open(read(file), file.toString(), threads, Device.CPU, ModelDescription.none());
  }

  /**
   * Opens a model file where it is to run.
   *
   * @param file an ONNX file with jpose's metadata
   * @return one backend, or a {@link BackendGroup} of one on each of several GPUs
   * @throws ModelFormatException if the file is missing, damaged, or of another kind
   * @throws DeviceException if a device that was asked for cannot be had
   */
  public static Backend open(Path file, Execution where) {
    return open(file, where, ModelDescription.none());
  }

  /**
   * Opens a model file that jpose did not write.
   *
   * @param file an ONNX file with heatmaps and affinity fields
   * @param description what it does not say itself
   * @return one backend, or a {@link BackendGroup} of one on each of several GPUs
   * @throws ModelFormatException if the file is missing, damaged, or of another kind
   * @throws DeviceException if a device that was asked for cannot be had
   */
  public static Backend open(Path file, Execution where, ModelDescription description) {
    byte[] model = read(file);
    return BackendGroup.open(
        where, device -> open(model, file.toString(), where.threads(), device, description));
  }

  private static byte[] read(Path file) {
    try {
      if (Files.isDirectory(file)) {
        throw new ModelFormatException(file + ": is a folder; expected an ONNX model file");
      }
      long size = Files.size(file);
      if (size == 0 || size >= MAX_BYTES) {
        throw new ModelFormatException(
            file + ": has " + size + " bytes; expected an ONNX model file of up to 2 GB");
      }
      byte[] model = Files.readAllBytes(file);
      OtherModelKinds.refuse(file, model);
      ModelFileHash.check(model, file.toString());
      return model;
    } catch (NoSuchFileException e) {
      throw new ModelFormatException(file + ": no such file; expected an ONNX model file", e);
    } catch (IOException e) {
      throw new ModelFormatException(file + ": cannot be read: " + FileException.reason(e), e);
    }
  }

  /**
   * Opens a model in memory where it is to run.
   *
   * @param model the bytes of an ONNX file with jpose's metadata; not kept
   * @param name what messages call it
   * @return one backend, or a {@link BackendGroup} of one on each of several GPUs
   * @throws ModelFormatException if the model is damaged or of another kind
   * @throws DeviceException if a device that was asked for cannot be had
   */
  public static Backend open(byte[] model, String name, Execution where) {
    ModelFileHash.check(model, name);
    return BackendGroup.open(
        where, device -> open(model, name, where.threads(), device, ModelDescription.none()));
  }

  /**
   * Opens a model in memory on the CPU.
   *
   * @param model the bytes of an ONNX file with jpose's metadata; not kept
   * @param name what messages call it
   * @param threads threads a run may use, or 0 for one per core
   * @throws ModelFormatException if the model is damaged or of another kind
   * @throws org.jpose.core.natives.NativeLibraryException if ONNX Runtime cannot be loaded
   */
  public static OnnxBackend open(byte[] model, String name, int threads) {
    ModelFileHash.check(model, name);
    return open(model, name, threads, Device.CPU, ModelDescription.none());
  }

  private static OnnxBackend open(
      byte[] model, String name, int threads, Device device, ModelDescription description) {
    Objects.requireNonNull(name, "name");
    if (threads < 0) {
      throw new IllegalArgumentException("threads is " + threads + ", expected 0 or more");
    }
    NetworkNeeds needs = NetworkNeeds.of(model, name);
    OrtSession session = OnnxSessions.open(model, name, threads, device);
    try {
      return new OnnxBackend(
          name,
          RuntimeEnvironment.get(),
          session,
          needs,
          ModelContract.of(session, name, description),
          device);
    } catch (OrtException e) {
      OnnxSessions.closeQuietly(session, e);
      throw new ModelFormatException(name + ": " + e.getMessage(), e);
    } catch (RuntimeException e) {
      OnnxSessions.closeQuietly(session, e);
      throw e;
    }
  }

  /** ONNX Runtime as a native library, which is loaded when a model is first opened. */
  public static NativeLibrary library() {
    return RuntimeEnvironment.LIBRARY;
  }

  /** Version of ONNX Runtime. */
  public static String runtimeVersion() {
    return RuntimeEnvironment.get().getVersion();
  }

  @Override
  public ModelInfo info() {
    return info;
  }

  @Override
  public String origin() {
    return name;
  }

  @Override
  public List<Device> devices() {
    return List.of(device);
  }

  @Override
  public List<PoseFields> run(List<Image> inputs) {
    if (inputs.isEmpty()) {
      return List.of();
    }
    checkSizes(inputs);
    try {
      return runOpen(inputs);
    } catch (OrtException e) {
      throw new IllegalStateException(
          "ONNX Runtime failed to run %s on %s x %s: %s"
              .formatted(info.name(), inputs.size(), inputs.get(0), e.getMessage()),
          e);
    }
  }

  private void checkSizes(List<Image> inputs) {
    Image first = inputs.get(0);
    for (Image image : inputs) {
      if (image.width() != first.width() || image.height() != first.height()) {
        throw new IllegalArgumentException(
            "inputs of one run must have one size, found " + first + " and " + image);
      }
    }
    checkMultiple(info, first);
  }

  static void checkMultiple(ModelInfo info, Image image) {
    boolean fits = image.width() % info.multiple() == 0 && image.height() % info.multiple() == 0;
    boolean fixed =
        info.fixedSize()
            .filter(size -> size.width() != image.width() || size.height() != image.height())
            .isPresent();
    if (!fits || fixed) {
      throw new IllegalArgumentException(
          "%s takes %s, found %s"
              .formatted(
                  info.name(),
                  info.fixedSize()
                      .map(size -> size + " only")
                      .orElse("sides that are multiples of " + info.multiple()),
                  image));
    }
  }

  /** A network with a fixed batch gets as many images as it takes, the last again where few. */
  private List<PoseFields> runOpen(List<Image> inputs) throws OrtException {
    int batch = contract.input().batch();
    if (batch == 0 || batch == inputs.size()) {
      return runOnce(inputs);
    }
    List<PoseFields> fields = new ArrayList<>(inputs.size());
    for (int first = 0; first < inputs.size(); first += batch) {
      int last = Math.min(first + batch, inputs.size());
      List<Image> part = new ArrayList<>(inputs.subList(first, last));
      while (part.size() < batch) {
        part.add(inputs.get(last - 1));
      }
      fields.addAll(runOnce(part).subList(0, last - first));
    }
    return fields;
  }

  private List<PoseFields> runOnce(List<Image> inputs) throws OrtException {
    int height = inputs.get(0).height();
    int width = inputs.get(0).width();
    ModelContract.Input form = contract.input();
    if (device.kind() == Device.Kind.CPU) {
      needs.check(inputs.size(), height, width);
    }
    InputBuffers.Buffer buffer =
        buffers.borrow(inputs.size() * InputBuffers.COLOURS * height * width);
    try {
      for (int i = 0; i < inputs.size(); i++) {
        buffer.put(i, inputs.get(i), info.colour(), form);
      }
      try (OnnxTensor tensor = tensor(buffer, form.shape(inputs.size(), height, width))) {
        return session.run(
            Map.of(form.name(), tensor),
            contract.outputs(),
            result -> FieldReader.read(result, contract, inputs.size(), height, width));
      }
    } finally {
      buffers.giveBack(buffer);
    }
  }

  private OnnxTensor tensor(InputBuffers.Buffer buffer, long[] shape) throws OrtException {
    return contract.input().half()
        ? OnnxTensor.createTensor(
            environment,
            Fp16Conversions.convertFloatBufferToFp16Buffer(buffer.values()),
            shape,
            OnnxJavaType.FLOAT16)
        : OnnxTensor.createTensor(environment, buffer.values(), shape);
  }

  @Override
  public void close() {
    session.close();
  }
}
