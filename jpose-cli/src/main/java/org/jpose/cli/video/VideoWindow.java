package org.jpose.cli.video;

import java.awt.AWTError;
import java.awt.Color;
import java.awt.Dimension;
import java.awt.Graphics;
import java.awt.GraphicsDevice;
import java.awt.GraphicsEnvironment;
import java.awt.HeadlessException;
import java.awt.event.ActionEvent;
import java.awt.event.WindowAdapter;
import java.awt.event.WindowEvent;
import java.awt.image.BufferedImage;
import java.lang.reflect.InvocationTargetException;
import javax.swing.AbstractAction;
import javax.swing.JFrame;
import javax.swing.JPanel;
import javax.swing.KeyStroke;
import javax.swing.SwingUtilities;
import javax.swing.WindowConstants;
import org.jpose.core.image.Image;

/** A window that shows pictures, the newest it is given, as large as fits, and has keys. */
final class VideoWindow implements AutoCloseable {
  private static final int MOST_WIDTH = 1280;
  private static final int MOST_HEIGHT = 800;

  private final JFrame frame;
  private final Picture picture = new Picture();

  private VideoWindow(String title) {
    frame = new JFrame(title);
    frame.setDefaultCloseOperation(WindowConstants.DO_NOTHING_ON_CLOSE);
    frame.setContentPane(picture);
  }

  /**
   * Checks that there can be a window.
   *
   * @throws IllegalArgumentException if not, which says why
   */
  static void requireScreen() {
    boolean headless;
    try {
      headless = GraphicsEnvironment.isHeadless();
      if (!headless) {
        GraphicsEnvironment.getLocalGraphicsEnvironment().getDefaultScreenDevice();
      }
    } catch (HeadlessException | AWTError | LinkageError e) {
      headless = true;
    }
    if (headless) {
      throw new IllegalArgumentException(
          "--show needs a screen, and there is none: run it on a desktop with a whole Java (Debian:"
              + " openjdk-17-jre; not the headless one), or write a file and leave --show out");
    }
  }

  /** Opens a window of this title, to be shown with the first picture. */
  static VideoWindow open(String title) {
    VideoWindow[] window = new VideoWindow[1];
    onScreen(() -> window[0] = new VideoWindow(title));
    return window[0];
  }

  /** Gives a key, as {@link KeyStroke} names it, something to do. */
  void key(String name, Runnable action) {
    onScreen(
        () -> {
          picture
              .getInputMap(Picture.WHEN_IN_FOCUSED_WINDOW)
              .put(KeyStroke.getKeyStroke(name), name);
          picture
              .getActionMap()
              .put(
                  name,
                  new AbstractAction() {
                    private static final long serialVersionUID = 1L;

                    @Override
                    public void actionPerformed(ActionEvent event) {
                      action.run();
                    }
                  });
        });
  }

  /** Covers the screen, or no longer. */
  void toggleFullScreen() {
    SwingUtilities.invokeLater(
        () -> {
          GraphicsDevice device = frame.getGraphicsConfiguration().getDevice();
          device.setFullScreenWindow(device.getFullScreenWindow() == frame ? null : frame);
        });
  }

  /** Gives the window's own close button something to do. */
  void onClose(Runnable action) {
    onScreen(
        () ->
            frame.addWindowListener(
                new WindowAdapter() {
                  @Override
                  public void windowClosing(WindowEvent event) {
                    action.run();
                  }
                }));
  }

  /** Shows a picture, which is not to be changed any more. */
  void show(Image image) {
    BufferedImage shown = image.toBufferedImage();
    SwingUtilities.invokeLater(
        () -> {
          picture.show(shown);
          if (!frame.isVisible()) {
            double scale =
                Math.min(
                    1,
                    Math.min(
                        (double) MOST_WIDTH / image.width(),
                        (double) MOST_HEIGHT / image.height()));
            picture.setPreferredSize(
                new Dimension(
                    Math.max(160, (int) (scale * image.width())),
                    Math.max(120, (int) (scale * image.height()))));
            frame.pack();
            frame.setVisible(true);
          }
        });
  }

  @Override
  public void close() {
    SwingUtilities.invokeLater(frame::dispose);
  }

  private static void onScreen(Runnable work) {
    try {
      SwingUtilities.invokeAndWait(work);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the window was opened", e);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException("the window cannot be opened: " + e.getCause(), e);
    }
  }

  /** The newest picture, its shape kept. */
  private static final class Picture extends JPanel {
    private static final long serialVersionUID = 1L;

    private transient BufferedImage image;

    Picture() {
      setBackground(Color.BLACK);
      setFocusable(true);
    }

    void show(BufferedImage newImage) {
      image = newImage;
      repaint();
    }

    @Override
    protected void paintComponent(Graphics graphics) {
      super.paintComponent(graphics);
      if (image == null) {
        return;
      }
      double scale =
          Math.min(
              (double) getWidth() / image.getWidth(), (double) getHeight() / image.getHeight());
      int width = (int) Math.round(scale * image.getWidth());
      int height = (int) Math.round(scale * image.getHeight());
      graphics.drawImage(
          image, (getWidth() - width) / 2, (getHeight() - height) / 2, width, height, null);
    }
  }
}
