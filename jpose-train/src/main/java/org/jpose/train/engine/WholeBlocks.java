package org.jpose.train.engine;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.jpose.net.Operation;
import org.jpose.net.Window;

/**
 * Dense convolutions with their channels filled up with zeros to whole blocks of 16.
 *
 * <p>oneDNN (3.7.1, in libtorch 2.10) computes on such blocks. On some CPUs with AVX-512 (AMD EPYC)
 * it leaves whatever is in memory in the part of a block that a tensor does not fill: the results
 * of kernels larger than 1x1, or their gradients, are then wrong by a tenth and more, or not
 * numbers. With zeros of our own there is no such part. The images' three planes have a way of
 * their own there, which is right.
 */
final class WholeBlocks {
  private static final long BLOCK = 16;

  private WholeBlocks() {}

  /** Whether a convolution of this kind is one of those. */
  static boolean needs(Operation.Convolution convolution) {
    Window window = convolution.window();
    return convolution.groups() == 1 && (window.height() > 1 || window.width() > 1);
  }

  /** Convolves as libtorch does. */
  static Tensor convolved(
      Tensor input, Tensor kernels, TensorOptional bias, Window window, long[] padding) {
    long outputs = kernels.size(0);
    long inputs = kernels.size(1);
    long moreOutputs = missing(outputs);
    long moreInputs = inputs == ImageBatch.PLANES ? 0 : missing(inputs);
    Tensor x = moreInputs == 0 ? input : filled(input, 0, 0, 0, 0, 0, moreInputs);
    Tensor weight =
        moreInputs + moreOutputs == 0
            ? kernels
            : filled(kernels, 0, 0, 0, 0, 0, moreInputs, 0, moreOutputs);
    TensorOptional shift =
        moreOutputs == 0 || !bias.has_value()
            ? bias
            : new TensorOptional(filled(bias.get(), 0, moreOutputs));
    Tensor all =
        torch.conv2d(
            x,
            weight,
            shift,
            new long[] {window.stride(), window.stride()},
            padding,
            new long[] {window.dilation(), window.dilation()},
            1);
    return moreOutputs == 0 ? all : torch.narrow(all, 1, 0, outputs);
  }

  private static long missing(long channels) {
    return (BLOCK - channels % BLOCK) % BLOCK;
  }

  private static Tensor filled(Tensor tensor, long... margins) {
    return torch.constant_pad_nd(tensor, margins, new Scalar(0.0));
  }
}
