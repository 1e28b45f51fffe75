package org.jpose.train.engine;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;
import org.jpose.core.image.ColourOrder;
import org.jpose.net.Activation;
import org.jpose.net.BatchNorm;
import org.jpose.net.FieldChannels;
import org.jpose.net.Graph;
import org.jpose.net.GraphBuilder;
import org.jpose.net.Handle;
import org.jpose.net.Interpolation;
import org.jpose.net.Operation;
import org.jpose.net.Padding;
import org.jpose.net.Window;

/** Networks of a few layers: one for each kind of operation, and one like those that people use. */
public final class SmallNetworks {
  private static final Operation.Convolution CONVOLUTION = Operation.Convolution.of(8, 3);
  private static final BatchNorm STORED = new BatchNorm(1e-3, true, BatchNorm.Statistics.RUNNING);
  private static final BatchNorm PLAIN = new BatchNorm(1e-3, false, BatchNorm.Statistics.RUNNING);
  private static final BatchNorm OWN = new BatchNorm(1e-3, true, BatchNorm.Statistics.BATCH);

  private SmallNetworks() {}

  /** Adds what is tested to a graph, on eight planes, and returns its result. */
  interface Part extends BiFunction<GraphBuilder, Handle, Handle> {}

  private static Part node(Operation operation) {
    return (net, from) -> net.add("tested", operation, from);
  }

  private static Part like(Interpolation interpolation, int stride) {
    return (net, from) -> {
      Handle small = net.add("small", CONVOLUTION.withStride(stride), from);
      return net.add("tested", new Operation.ResizeLike(interpolation), small, from);
    };
  }

  /** Every operation in every form that computes differently, by a name for it. */
  static Map<String, Part> parts() {
    Padding one = Padding.symmetric(1);
    Window pool = new Window(3, 3, 2, 1, Padding.SAME);
    Map<String, Part> parts = new LinkedHashMap<>();
    parts.put("affine", node(new Operation.Affine(0.3, -2)));
    parts.put("strided", node(CONVOLUTION.withStride(2)));
    parts.put("strided by 3", node(Operation.Convolution.of(8, 5).withStride(3)));
    parts.put("one-sided", node(Operation.Convolution.of(8, 2)));
    parts.put("oblong", node(CONVOLUTION.withWindow(new Window(1, 5, 2, 1, one))));
    parts.put("symmetric", node(CONVOLUTION.withStride(2).withPadding(one)));
    parts.put("unpadded", node(CONVOLUTION.withPadding(Padding.NONE)));
    parts.put("dilated", node(CONVOLUTION.withDilation(3)));
    parts.put("depthwise", node(Operation.Convolution.depthwise(8, 3).withStride(2)));
    parts.put("grouped", node(CONVOLUTION.withGroups(4).withBias(true)));
    parts.put("norm", node(CONVOLUTION.withBias(true).withNorm(STORED)));
    parts.put("norm, elu", node(CONVOLUTION.withNorm(PLAIN).withActivation(Activation.ELU)));
    parts.put("own norm", node(CONVOLUTION.withNorm(OWN)));
    parts.put("normalize", node(new Operation.Normalize(STORED)));
    parts.put("normalize by own", node(new Operation.Normalize(OWN)));
    parts.put("none", node(new Operation.Activate(Activation.NONE)));
    parts.put("relu", node(new Operation.Activate(Activation.RELU)));
    parts.put("relu6", node(new Operation.Activate(Activation.RELU6)));
    parts.put("elu", node(new Operation.Activate(Activation.ELU)));
    parts.put("max pool", node(new Operation.MaxPool(pool)));
    parts.put("padded max pool", node(new Operation.MaxPool(pool.withPadding(one))));
    parts.put("slice", node(new Operation.Slice(3, 4)));
    parts.put("add", (net, x) -> net.add("sum", new Operation.Add(Activation.ELU), x, x, x));
    parts.put("concat", (net, x) -> net.concat("both", x, x));
    parts.put("up, legacy", node(new Operation.Upsample(3, Interpolation.ASYMMETRIC)));
    parts.put("up, corners", node(new Operation.Upsample(3, Interpolation.ALIGN_CORNERS)));
    parts.put("up, half pixel", node(new Operation.Upsample(3, Interpolation.HALF_PIXEL)));
    parts.put("like, legacy", like(Interpolation.ASYMMETRIC, 3));
    parts.put("like, corners", like(Interpolation.ALIGN_CORNERS, 3));
    parts.put("like, half pixel", like(Interpolation.HALF_PIXEL, 3));
    parts.put("like itself", like(Interpolation.ASYMMETRIC, 1));
    return parts;
  }

  /** A network around one part: a cell a pixel, weights before and behind what is tested. */
  static Graph around(Part part, FieldChannels planes) {
    GraphBuilder net = new GraphBuilder();
    Handle image = net.image(1 / 64.0, -2);
    Handle eight = net.add("eight", CONVOLUTION.withBias(true), image);
    Handle tested = part.apply(net, eight);
    Handle back =
        net.add("back", new Operation.ResizeLike(Interpolation.HALF_PIXEL), tested, image);
    Operation fields = Operation.Convolution.of(planes.total(), 1);
    net.stage("fields", net.add("fields", fields, back), planes);
    return net.build("part", ColourOrder.RGB, 1, 1, planes);
  }

  /** One layer and one stage whose fields come out of norms, as tf-openpose's do. */
  static Graph normalizedFields(FieldChannels planes) {
    GraphBuilder net = new GraphBuilder();
    Handle image = net.image(1 / 128.0, -1);
    Handle hidden = net.separable("hidden", image, 16, 3, 8, Activation.RELU);
    Handle fields = net.separable("fields", hidden, planes.total(), 1, 1, Activation.NONE);
    net.stage("stage", fields, planes);
    return net.build("normalized", ColourOrder.BGR, 8, 8, planes);
  }

  /** A trunk of separable convolutions with norms, and two stages of biased ones. */
  public static Graph staged(FieldChannels planes) {
    GraphBuilder net = new GraphBuilder();
    Handle image = net.image(1 / 128.0, -1);
    Operation.Convolution first = CONVOLUTION.withStride(2).withNorm(STORED);
    Handle trunk = net.add("trunk1", first.withActivation(Activation.RELU), image);
    trunk = net.separable("trunk2", trunk, 16, 3, 2, Activation.RELU);
    trunk = net.separable("trunk3", trunk, 16, 3, 2, Activation.RELU);
    net.endTrunk();
    Handle fields = trunk;
    for (int stage = 1; stage <= 2; stage++) {
      String name = "stage" + stage;
      Handle from = stage == 1 ? trunk : net.concat(name + "_in", trunk, fields);
      Handle hidden = net.separable(name + "_hidden", from, 16, 3, 1, Activation.RELU);
      Operation last = Operation.Convolution.of(planes.total(), 1).withBias(true);
      fields = net.add(name + "_fields", last, hidden);
      net.stage(name, fields, planes);
    }
    return net.build("staged", ColourOrder.BGR, 8, 8, planes);
  }
}
