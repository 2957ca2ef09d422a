import type { Command } from './io.ts';

// The command line as data. A command's file is loaded when it runs, so that `loupe --help` is there at once.

const everywhere = `
  --json       one JSON object a line on stdout
  --data DIR   the station's folder
  --help       this text

Exit codes: 0 done, 1 the answer is no, 2 wrong usage or unreadable input, 3 internal.`;

const usage = (line: string, text: string) => `Usage: loupe ${line}\n\n${text.trim()}\n${everywhere}`;

export const commands: readonly Command[] = [
  {
    name: 'serve',
    summary: 'the station behind a browser on this machine',
    usage: usage(
      'serve [--port N] [--open | --kiosk] [--model PACKAGE] [--bind ADDRESS --tls-cert FILE --tls-key FILE]',
      `
Starts the station and prints the address to open. It keeps running until Ctrl-C.

  --port N         instead of 7310; the page's store and its camera permission belong to the port
  --open           opens the page in your browser
  --kiosk          opens the page full screen, without anything around it (Chromium or Chrome)
  --model PACKAGE  the package (a folder) that a new station begins with, instead of the starter for the demo scene
  --bind ADDRESS   lets other machines reach the HTTP API there (ADDRESS or ADDRESS:PORT, 7311 unless said); needs a certificate, its
                   key (PEM files) and an API token, which an admin creates on the Station screen
  --tls-cert FILE, --tls-key FILE`,
    ),
    run: async (args, io) => (await import('./serve.ts')).serveCommand(args, io),
  },
  {
    name: 'inspect',
    summary: 'judge image files',
    usage: usage(
      'inspect FILE… | --watch DIR [--model PACKAGE] [--record] [--annotated DIR] [--depth RULE]',
      `
Judges image files: JPEG, PNG, WebP, BMP, TIFF (each page, 200 at most); 64 MB and 40 megapixels at most. A folder means every picture below it; * ? ** and {a,b} in names work
also where the shell does not know them.

  --watch DIR      judge each picture that comes into this folder, once it is whole, until Ctrl-C; one that was judged before, by its
                   content, is passed over (with --record also after a restart)
  --model PACKAGE  judge with this package (a folder) instead of the station's active one
  --record         store picture and verdict in the station, as a trigger would. A station records with its active package only; with
                   --model in a folder of its own (--data) a new station begins with that package
  --annotated DIR  write each picture there as PNG, with verdict, boxes, classes and scores drawn in
  --depth RULE     how 16 bit become 8: full-range (the high byte; the default) or min-max (from the darkest to the brightest sample of
                   the page, for files that use little of their range)`,
    ),
    run: async (args, io) => (await import('./inspect.ts')).inspectCommand(args, io),
  },
  {
    name: 'journal',
    summary: 'check, export or replay the record',
    usage: usage(
      'journal verify | export [--csv] | replay',
      `
  verify       walk the whole chain (sequence, hashes, signatures) and read every image it names
  export       write every line to stdout; with --csv the inspections as a table
  replay       judge every stored picture again and compare with what was recorded`,
    ),
    run: async (args, io) => (await import('./journal.ts')).journalCommand(args, io),
  },
  {
    name: 'train',
    summary: 'make a package from pictures',
    usage: usage(
      'train DATASET|demo [--task anomaly|classify] --out PACKAGE',
      `
DATASET is a folder of any layout that dataset import reads, with or without train, valid and test; or a dataset of the station (--data), by
its name or the hash of a version, in which nothing blocks.

anomaly (the default) learns what good pieces look like, from pictures of them alone: a folder of them, or what is called ok, good, pass,
normal or free, or has nothing marked on it; demo is the rendered bench. Defective pictures outside the test are not learnt from: the limits rest on them, as on good ones held back.

  --out PACKAGE    the folder of the new package; what was there is replaced
  --name NAME      the model's name
  --pieces N       how many good pieces to learn from: 60 of the demo, at most 600 of a folder
  --placement P    loose (the default): parts lie anywhere, turned either way, long ones on a plain ground are turned
                   alike first; fixture: every piece lies where the first lay
  --config FILE    a recipe of one's own, as JSON, instead of a placement
  --seed N         draws the pictures, and those that are held back
  --pass CLASS,…   classes that mean a good piece, instead of the words above
  --good-only      limits rest on good pictures alone: 10 % of good pieces may then be unsure
  --miss-at-most X  --reject-at-most X
                   shares of defective pieces that may pass (0.05), of good ones that may be rejected (0.01)

classify learns to tell classes apart: a folder a class, the IDX files of MNIST, or what is marked on the pictures. It
needs what npx loupe setup training brings. A run that is stopped goes on where it was, when it is asked for again.

  --recipe NAME    quick, thorough, casting or mnist
  --config FILE    a recipe of one's own, as JSON
  --seed N  --epochs N  --threads N
                   other than the recipe's; with one thread a run repeats bit by bit
  --minutes M      as many epochs of the schedule as fit into the time
  --seeds N        the same run N times from other chance, and how far they lie apart; the best by validation is kept
  --search N|sets|FILE
                   N random sets of parameters, those an earlier system chose among (casting, mnist), or a search as JSON: each from fresh
                   weights, the best by validation is kept and tested once. Goes on where it was
  --from PACKAGE   goes on from a classifier that was trained here, slower and shorter, with new pictures or classes
  --pass CLASS,…   classes that mean a good piece, instead of the words above
  --info CLASS,…   classes without a verdict; all: none has one
  --miss-at-most X  --reject-at-most X
                   shares of defective pieces that may pass, of good ones that may be rejected; 0.05 each`,
    ),
    run: async (args, io) => (await import('./train.ts')).trainCommand(args, io),
  },
  {
    name: 'dataset',
    summary: 'labelled pictures: check, import, split, add, freeze and export them',
    usage: usage(
      'dataset check DIR | import DIR | add NAME DIR | show [NAME] | split NAME | keep NAME CHECK | quarantine NAME [CHECK…] | undo NAME | freeze NAME | export NAME | remove NAME',
      `
Reads a folder per class, YOLO, Pascal VOC, COCO, tables of boxes (CSV) or pictures with masks, opens every picture and looks for what spoils
a model: the same picture on both sides of a split, conflicting labels, boxes outside, orphans and more. Exit code 1 when something blocks.

  --layout NAME    folders, yolo, voc, coco, csv-boxes, pairs or idx, where the folder does not say it by itself
  --report FILE    the findings as a page (HTML)
  --rules FILE     what else must hold, as JSON: columns, required, licences, sources, classes, endings, uniqueNames, ranges

The others work on the datasets of the station (--data). A folder is copied and never changed; each change makes a version that can be taken
back, until it is frozen; a frozen version stays for good under the hash of its list.

  import DIR       --name NAME  --layout NAME  --tile PIXELS  --author, --source, --licence TEXT  --pass CLASS,…  --info CLASS,…
  add NAME DIR     appends what is new; the same folder twice changes nothing
  split NAME       --valid SHARE (0.15)  --test SHARE (0.15)  --seed N: by class and group
  keep NAME CHECK  of the pictures that a check names, keeps those in train (--in SIDE)
  quarantine NAME  leaves out what the named checks found; without a name, what blocks
  export NAME      --layout NAME  --out FOLDER`,
    ),
    run: async (args, io) => (await import('./dataset.ts')).datasetCommand(args, io),
  },
  {
    name: 'evaluate',
    summary: 'how well a package does on labelled pictures',
    usage: usage(
      'evaluate PACKAGE DATASET [--against PACKAGE]',
      `
Judges every picture of a dataset as the station would and compares with its label. DATASET is a folder with a folder a class, one with
boxes (YOLO, VOC, COCO, CSV) or with masks beside its pictures (its test part, where it has one), a pair of IDX files (MNIST), named by the
folder or by the images' file; or a dataset of the station (--data), by its name or the hash of a version.

  --split NAME        the part to use: test, valid, train …; all
  --pass CLASS,…      classes that mean a good piece, instead of the words ok, good, pass, normal, free
  --info CLASS,…      classes that mean neither good nor defective; all: none means either
  --against PACKAGE   judge the same pictures with that package too, and say which of the two is right more often, and how sure that is
  --limit N           only the first N pictures of each class
  --robustness        a table: the same pictures with noise, blur, other light, JPEG, done to what the model is given
  --beta B            weight of recall in F-beta (2); --overlap X  from which overlap a box counts as found in it (0.4)
  --report FILE       figures, mistakes by name and gate as a page (HTML), or as JSON where the name ends so

The gate: exit code 1 when a limit is not met, each named, or when the package is worse than the other.
  --gate NAME|FILE    mnist, or limits as JSON; the flags say more
  --min-accuracy X  --min-auroc X  --min-precision X  --min-recall X  --min-f-beta X  --min-ap50 X  --min-ap X
  --min-pixel-auroc X  --min-miou X  --min-dice X  --max-ece X  --max-escapes N  --max-false-rejects N  --max-unsure N
  --noise SIGMA  --min-noise-accuracy X
                      accuracy under noise; SIGMA in units of the model's normalised input (the answer has it in grey levels too)
  --max-parameters N  --max-bytes N  --max-ms X
                      size of the network, of model.onnx, and the median time of a picture
  --check-dataset     the dataset passes its checks: nothing in it blocks`,
    ),
    run: async (args, io) => (await import('./evaluate.ts')).evaluateCommand(args, io),
  },
  {
    name: 'model',
    summary: 'wrap, verify, sign, show and install packages',
    usage: usage(
      'model wrap FILE.onnx --out PACKAGE | verify PACKAGE | sign PACKAGE | keygen --out FILE | show PACKAGE|FILE.onnx | install PACKAGE',
      `
  wrap         makes a package around a third-party model: reads shapes, operators and metadata, runs it once, asks for what nobody can
               know, writes golden cases, signs
  verify       signature, gate, manifest, golden cases; --key FILE trusts another key beside this station's
  sign         signs again, with the station's key or with --key FILE
  keygen       makes an Ed25519 key: FILE and FILE.pub
  show         what a package, or an ONNX file, says of itself
  install      stores a signed package on the station, whatever its size (a screen takes 64 MB); what judges does not change

wrap, where the file does not say it:
  --task T         classify, detect, segment, anomaly
  --family F       classes, score-map, segmentation, yolox, yolov8, yolov5, detections, ssd, centernet
  --classes C      name,name,… in the model's order; name:pass, name:defect, name:info says what it means; a file, one a line; or numbers
  --kernel K       how pictures were resized for training: cv2-linear/u8, pil-bilinear/u8, pil12-bilinear/u8, area/u8
  --range R        what pixel values become: 0-255, 0-1, signed (-1 to 1), imagenet, or MEAN,STD in levels (127,128)
  --colour C       rgb, bgr
  --fit F          letterbox, stretch, tile; --tile OVERLAP[,SCALE] in pixels of the model's input
  --size WxH       for a model that takes any size
  --golden DIR     pictures for the golden cases, instead of the demo bench
  --thresholds PASS,DEFECT  --calibration A,B  --min-score X  --iou X  --order xyxy|yxyx
  --name NAME  --version N  --key FILE`,
    ),
    run: async (args, io) => (await import('./model.ts')).modelCommand(args, io),
  },
  {
    name: 'registry',
    summary: 'packages and promotions that stations share',
    usage: usage(
      'registry serve [DIR] | login URL | logout | list [MODEL | --stations] | push PACKAGE | pull MODEL | adopt [MODEL] | promote MODEL --version N --reason TEXT | rollback MODEL --version N --reason TEXT',
      `
The registry that the station's settings name: a folder, in the data folder unless an admin chose another. Nothing that comes out of it is
believed without a signature by a trusted key.

  serve        a real MLflow server on this machine, until Ctrl-C: its runs, packages and database are in DIR. What it needs is fetched once
               --port N  instead of 7312;  --workers N  instead of 2;  --python FILE  a Python that has MLflow already
               --accounts  everyone signs in; the administrator's first password is in MLFLOW_AUTH_ADMIN_PASSWORD, or in --password-file FILE
               --bind ADDRESS --tls-cert FILE --tls-key FILE  lets other machines in (with --accounts);  --allow NAME,…  names they use for it
  login        makes a server the station's registry, once it let the station in; without --user or --token what MLFLOW_TRACKING_USERNAME and
               MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN, say, or nobody. A password or a token is typed, piped in or in those variables
               --user NAME | --token;  --ca FILE  the certificate that vouches for the server;  --unencrypted  allows http to another machine
  logout       forgets the login and the server; the registry is the folder again, or what MLFLOW_TRACKING_URI names
  list         every version, and which of them is champion or challenger by whose word;  --stations  what each station judges with,
               what is wanted of it, and whether its word counts here
  push         registers a signed package; what judges does not change
  pull         does what is promoted: fetches, verifies, tests itself, switches. Only a higher serial than ever before is followed
               --version N  stores that version, and switches nothing;  --out DIR  writes the package there instead
  adopt        the models that somebody registered from Python; of one of them a signed package, with the flags of loupe model wrap
               MODEL --out DIR  [--number N  its number there instead of the newest]
  promote      makes a stored package champion, where its five checks pass: gate, the same test as the package in use, not worse on any
               label, signature, self-test here.  --test DATASET  has both judge that dataset's test first
  rollback     back to one of the last three packages, now, with or without the registry. It is a promotion of that package: every station that
               trusts this one follows it. Roll back here, on the Fleet screen, takes one station back alone

login, logout, promote, rollback, and pull without --out, need the station to be stopped.`,
    ),
    run: async (args, io) => (await import('./registry.ts')).registryCommand(args, io),
  },
  {
    name: 'sync',
    summary: 'send and fetch once',
    usage: usage(
      'sync',
      `
Does once what a running station does by itself, which must therefore be stopped: fetches what other stations wrote, takes orders, follows
what is promoted (as registry pull does, unless the station is held or pinned to another version, and once an open tray is closed), sends the
registry what it does not have yet of this station (record, pictures of samples, datasets, runs, packages), and says what is left and why.
Exit code 1 when something is left.`,
    ),
    run: async (args, io) => (await import('./sync.ts')).syncCommand(args, io),
  },
  {
    name: 'setup',
    summary: 'fetch what npm does not carry',
    usage: usage(
      'setup tests | training | gpu',
      `
  tests        a Chromium, TensorFlow's library, Pythons with MLflow, its server and readers of datasets
  training     TensorFlow's native library
  gpu          CUDA libraries of the inference runtime`,
    ),
    run: async (args, io) => (await import('./setup.ts')).setupCommand(args, io),
  },
];
