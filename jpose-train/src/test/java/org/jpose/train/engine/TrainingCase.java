package org.jpose.train.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jpose.data.Batch;
import org.jpose.net.BatchNorm;
import org.jpose.net.Node;
import org.jpose.net.Operation;
import org.jpose.net.Window;
import org.jpose.weights.Model;
import org.jpose.weights.Precision;
import org.jpose.weights.Tensor;
import org.jpose.weights.Weights;
import org.jpose.weights.safetensors.Safetensors;

/**
 * A training that PyTorch can repeat: the network as text, the numbers as safetensors.
 *
 * @param rates learning rate of each step
 * @param type what PyTorch shall calculate in: {@code float32} or {@code float64}
 */
public record TrainingCase(
    Model model, TrainingOptions options, Batch batch, List<Double> rates, String type) {

  public void write(Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.write(folder.resolve("network.txt"), lines());
    Map<String, Tensor> tensors = new LinkedHashMap<>(model.weights().tensors());
    int images = batch.request().size();
    int rows = batch.shape().rows();
    int columns = batch.shape().columns();
    int height = batch.shape().size().height();
    int width = batch.shape().size().width();
    tensors.put("batch/images", planes(batch.images(), images, height, width));
    tensors.put("batch/heat", planes(batch.heat(), images, rows, columns));
    tensors.put("batch/affinity", planes(batch.affinity(), images, rows, columns));
    tensors.put("batch/heatmask", planes(batch.heatMask(), images, rows, columns));
    tensors.put("batch/affinitymask", planes(batch.affinityMask(), images, rows, columns));
    Weights all = model.weights().withTensors(tensors);
    Safetensors.write(folder.resolve("in.safetensors"), all, Precision.FLOAT32);
  }

  /** What PyTorch found. */
  public static Map<String, Tensor> read(Path folder) throws IOException {
    return Safetensors.read(folder.resolve("out.safetensors")).tensors();
  }

  private static Tensor planes(float[] values, int images, int rows, int columns) {
    int planes = values.length / (images * rows * columns);
    return new Tensor(List.of(images, planes, rows, columns), values);
  }

  private List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (Node node : model.graph().nodes()) {
      String inputs =
          node.inputs().stream()
              .map(handle -> Integer.toString(handle.index()))
              .collect(Collectors.joining(","));
      String[] operation = node.operation().accept(new Text()).split(" ", 2);
      String attributes = operation.length > 1 ? operation[1].replace(' ', ';') : "";
      lines.add(String.join("\t", "node", node.name(), operation[0], inputs, attributes));
    }
    model
        .graph()
        .stages()
        .forEach(
            stage -> lines.add("stage\t" + stage.heat().index() + "\t" + stage.affinity().index()));
    String trunk = model.graph().trunk().stream().map(Node::name).collect(Collectors.joining(","));
    String rate = rates.stream().map(String::valueOf).collect(Collectors.joining(","));
    lines.add("trunk\t" + trunk);
    lines.add("frozen\t" + String.join(",", ParameterPlan.of(model.graph(), options).frozen()));
    lines.add("fields\t" + String.join(",", model.graph().fieldNodes()));
    lines.add("momentum\t" + options.normMomentum().orElseThrow());
    lines.add("decay\t" + options.weightDecay());
    lines.add("trunkrate\t" + options.trunkRate());
    lines.add("limit\t" + options.gradientLimit().orElse(0));
    lines.add("average\t" + options.averageDecay().orElse(0));
    lines.add("optimizer\t" + text(options.optimizer()));
    lines.add("rates\t" + rate);
    lines.add("type\t" + type);
    return lines;
  }

  private static String text(Optimizer optimizer) {
    if (optimizer instanceof Optimizer.Adam adam) {
      return "adam %s %s %s".formatted(adam.firstDecay(), adam.secondDecay(), adam.epsilon());
    }
    if (optimizer instanceof Optimizer.AdamW adam) {
      return "adamw %s %s %s".formatted(adam.firstDecay(), adam.secondDecay(), adam.epsilon());
    }
    if (optimizer instanceof Optimizer.Sgd sgd) {
      return "sgd %s %s".formatted(sgd.momentum(), sgd.nesterov() ? 1 : 0);
    }
    Optimizer.RmsProp rms = (Optimizer.RmsProp) optimizer;
    String name = rms.form() == Optimizer.RmsProp.Form.PYTORCH ? "rmsprop" : "tfrmsprop";
    return "%s %s %s %s".formatted(name, rms.decay(), rms.momentum(), rms.epsilon());
  }

  /** An operation's name, then its attributes. */
  private static final class Text implements Operation.Visitor<String> {
    @Override
    public String input(Operation.Input input) {
      return "input scale=%s shift=%s".formatted(input.scale(), input.shift());
    }

    @Override
    public String affine(Operation.Affine affine) {
      return "affine scale=%s shift=%s".formatted(affine.scale(), affine.shift());
    }

    @Override
    public String convolution(Operation.Convolution convolution) {
      return "convolution %s groups=%d activation=%s%s"
          .formatted(
              window(convolution.window()),
              convolution.groups(),
              convolution.activation(),
              convolution.norm().map(norm -> " " + norm(norm)).orElse(""));
    }

    private static String window(Window window) {
      return "height=%d width=%d stride=%d dilation=%d padding=%s"
          .formatted(
              window.height(),
              window.width(),
              window.stride(),
              window.dilation(),
              window.padding().same() ? "same" : window.padding().amount());
    }

    private static String norm(BatchNorm norm) {
      return "epsilon=%s statistics=%s".formatted(norm.epsilon(), norm.statistics());
    }

    @Override
    public String normalize(Operation.Normalize normalize) {
      return "normalize " + norm(normalize.norm());
    }

    @Override
    public String activate(Operation.Activate activate) {
      return "activate activation=" + activate.activation();
    }

    @Override
    public String maxPool(Operation.MaxPool maxPool) {
      return "maxpool " + window(maxPool.window());
    }

    @Override
    public String concat(Operation.Concat concat) {
      return "concat";
    }

    @Override
    public String add(Operation.Add add) {
      return "add activation=" + add.activation();
    }

    @Override
    public String upsample(Operation.Upsample upsample) {
      return "upsample factor=%d interpolation=%s"
          .formatted(upsample.factor(), upsample.interpolation());
    }

    @Override
    public String resizeLike(Operation.ResizeLike resizeLike) {
      return "resizelike interpolation=" + resizeLike.interpolation();
    }

    @Override
    public String slice(Operation.Slice slice) {
      return "slice from=%d count=%d".formatted(slice.from(), slice.count());
    }
  }
}
