package org.jpose.train.engine;

import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jpose.net.Operation;
import org.jpose.net.Window;

/**
 * Convolutions on a CPU, each in a way that is right.
 *
 * <p>Left alone, oneDNN (3.7.1, in libtorch 2.10) is wrong on CPUs with AVX-512 (seen on AMD EPYC):
 *
 * <ul>
 *   <li>1x1: other numbers altogether for 16 images and more at once (240 channels to 40 at 24x24
 *       cells, 480 to 1280 at 10x10), and memory that is not its own overwritten with few channels;
 *       so all images are one high image, with whole blocks of channels as below; in bfloat16 they
 *       are products of matrices, which are faster there (and in float32 slow: OpenBLAS and
 *       libtorch wait for each other's threads);
 *   <li>dense ones of larger kernels: it computes on blocks of 16 channels and leaves whatever is
 *       in memory in the part of a block that a tensor does not fill, so that results or gradients
 *       are wrong by a tenth and more, or not numbers; so blocks are filled up with zeros;
 *   <li>grouped ones, depthwise among them, with a dilation: other gradients of the input; so the
 *       kernels are spread with zeros, and the dilation is 1;
 *   <li>the same with a stride, in bfloat16; so they are computed in float32.
 * </ul>
 */
final class CpuConvolution {
  private static final long BLOCK = 16;

  private CpuConvolution() {}

  /**
   * Convolves as libtorch does.
   *
   * @param bias one number an output, or empty
   * @param padding zeros beyond the upper and lower, and the left and right side
   */
  static Tensor of(
      Operation.Convolution convolution,
      Tensor input,
      Tensor kernels,
      TensorOptional bias,
      long[] padding) {
    Window window = convolution.window();
    if (convolution.groups() > 1) {
      return grouped(input, kernels, bias, window, padding, convolution.groups());
    }
    boolean pointwise = window.height() == 1 && window.width() == 1;
    return pointwise
        ? pointwise(beyond(input, padding), kernels, bias, window)
        : dense(input, kernels, bias, window, padding);
  }

  private static Tensor pointwise(
      Tensor input, Tensor kernels, TensorOptional bias, Window window) {
    LongOptional whole = new LongOptional();
    Tensor rows = input.slice(2, whole, whole, window.stride());
    Tensor cells = rows.slice(3, whole, whole, window.stride()).permute(0, 2, 3, 1);
    if (torch.is_autocast_enabled(DeviceType.CPU)) {
      Tensor matrix = kernels.view(kernels.size(0), kernels.size(1));
      return torch.linear(cells, matrix, bias).permute(0, 3, 1, 2);
    }
    long height = cells.size(1);
    Tensor one = cells.reshape(1, cells.size(0) * height, cells.size(2), cells.size(3));
    Tensor all =
        dense(one.permute(0, 3, 1, 2), kernels, bias, window.withStride(1), new long[] {0, 0});
    return all.permute(0, 2, 3, 1)
        .reshape(cells.size(0), height, cells.size(2), kernels.size(0))
        .permute(0, 3, 1, 2);
  }

  private static Tensor beyond(Tensor input, long[] padding) {
    return padding[0] + padding[1] == 0
        ? input
        : filled(input, padding[1], padding[1], padding[0], padding[0]);
  }

  private static Tensor dense(
      Tensor input, Tensor kernels, TensorOptional bias, Window window, long[] padding) {
    long outputs = kernels.size(0);
    long inputs = kernels.size(1);
    long moreOutputs = missing(outputs);
    // The images' three have a way of their own, which is right but for 1x1.
    boolean ownWay = inputs == ImageBatch.PLANES && window.spanHeight() * window.spanWidth() > 1;
    long moreInputs = ownWay ? 0 : missing(inputs);
    Tensor x = moreInputs == 0 ? input : filled(input, 0, 0, 0, 0, 0, moreInputs);
    Tensor weight =
        moreInputs + moreOutputs == 0
            ? kernels
            : filled(kernels, 0, 0, 0, 0, 0, moreInputs, 0, moreOutputs);
    TensorOptional shift =
        moreOutputs == 0 || !bias.has_value()
            ? bias
            : new TensorOptional(filled(bias.get(), 0, moreOutputs));
    Tensor all = convolved(x, weight, shift, window, padding, window.dilation(), 1);
    return moreOutputs == 0 ? all : torch.narrow(all, 1, 0, outputs);
  }

  private static Tensor grouped(
      Tensor input,
      Tensor kernels,
      TensorOptional bias,
      Window window,
      long[] padding,
      int groups) {
    Tensor spread = window.dilation() == 1 ? kernels : spread(kernels, window.dilation());
    if (window.stride() == 1 || !torch.is_autocast_enabled(DeviceType.CPU)) {
      return convolved(input, spread, bias, window, padding, 1, groups);
    }
    torch.set_autocast_enabled(DeviceType.CPU, false);
    try {
      return convolved(input.to(ScalarType.Float), spread, bias, window, padding, 1, groups);
    } finally {
      torch.set_autocast_enabled(DeviceType.CPU, true);
    }
  }

  /** Kernels with zeros between their cells. */
  private static Tensor spread(Tensor kernels, int dilation) {
    long height = kernels.size(2);
    long width = kernels.size(3);
    Tensor cells = kernels.unsqueeze(3).unsqueeze(5);
    Tensor all =
        filled(cells, 0, dilation - 1, 0, 0, 0, dilation - 1)
            .reshape(kernels.size(0), kernels.size(1), height * dilation, width * dilation);
    Tensor rows = torch.narrow(all, 2, 0, (height - 1) * dilation + 1);
    return torch.narrow(rows, 3, 0, (width - 1) * dilation + 1);
  }

  private static Tensor convolved(
      Tensor input,
      Tensor kernels,
      TensorOptional bias,
      Window window,
      long[] padding,
      int dilation,
      int groups) {
    return torch.conv2d(
        input,
        kernels,
        bias,
        new long[] {window.stride(), window.stride()},
        padding,
        new long[] {dilation, dilation},
        groups);
  }

  private static long missing(long channels) {
    return (BLOCK - channels % BLOCK) % BLOCK;
  }

  private static Tensor filled(Tensor tensor, long... margins) {
    return torch.constant_pad_nd(tensor, margins, new Scalar(0.0));
  }
}
