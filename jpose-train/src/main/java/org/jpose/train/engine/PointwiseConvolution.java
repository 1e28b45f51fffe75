package org.jpose.train.engine;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.jpose.net.Operation;
import org.jpose.net.Window;

/**
 * Dense convolutions of 1x1 on a CPU in float32 as products of matrices, a cell's planes by the
 * kernels.
 *
 * <p>oneDNN (3.7.1, in libtorch 2.10) computes some of them wrongly on CPUs with AVX-512 (AMD EPYC)
 * for 16 images and more at once: 240 planes to 40 at 24x24 cells and more, 480 to 1280 at 10x10.
 * The results are then other numbers altogether, and so are all gradients. Products of matrices
 * another library computes (OpenBLAS), in as short a time.
 */
final class PointwiseConvolution {
  private PointwiseConvolution() {}

  /** Whether a convolution of this kind, of that input, is to be computed so. */
  static boolean needs(Operation.Convolution convolution, Tensor input) {
    Window window = convolution.window();
    return convolution.groups() == 1
        && window.height() == 1
        && window.width() == 1
        && window.stride() == 1
        && !input.is_cuda()
        && !torch.is_autocast_enabled(DeviceType.CPU);
  }

  /** Convolves as libtorch does. */
  static Tensor convolved(Tensor input, Tensor kernels, TensorOptional bias) {
    Tensor matrix = kernels.view(kernels.size(0), kernels.size(1));
    return torch.linear(input.permute(0, 2, 3, 1), matrix, bias).permute(0, 3, 1, 2);
  }
}
