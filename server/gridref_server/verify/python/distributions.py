"""Which distribution provides a module, of those that are known best."""

# A row a distribution: its name, then the modules that it provides.
_ROWS = """
Pillow: PIL
PyYAML: yaml _yaml
beautifulsoup4: bs4
scikit-learn: sklearn
scikit-image: skimage
opencv-python: cv2
python-dateutil: dateutil
python-dotenv: dotenv
python-jose: jose
python-multipart: multipart python_multipart
python-docx: docx
python-pptx: pptx
python-magic: magic
python-slugify: slugify
python-Levenshtein: Levenshtein
pycryptodome: Crypto
pyOpenSSL: OpenSSL
PyJWT: jwt
PyMySQL: pymysql
mysqlclient: MySQLdb
mysql-connector-python: mysql
psycopg2-binary: psycopg2
psycopg: psycopg
pyzmq: zmq
pyserial: serial
pywin32: win32api win32con win32file win32com pythoncom pywintypes win32gui win32process
pywin32: win32event win32pipe win32security win32console win32service win32serviceutil win32pdh
guppy3: guppy
pyobjc: AppKit Foundation PyObjCTools Quartz Cocoa objc
strawberry-graphql: strawberry
attrs: attr attrs
setuptools: setuptools pkg_resources
protobuf: google.protobuf
grpcio: grpc
Markdown: markdown
Jinja2: jinja2
Flask: flask
Werkzeug: werkzeug
Django: django
djangorestframework: rest_framework
django-filter: django_filters
django-cors-headers: corsheaders
django-debug-toolbar: debug_toolbar
discord.py: discord
GitPython: git
PyGithub: github
pygit2: pygit2
Pygments: pygments
Sphinx: sphinx
SQLAlchemy: sqlalchemy
Twisted: twisted
pytest: pytest _pytest
pytest-mock: pytest_mock
msgpack: msgpack
ruamel.yaml: ruamel.yaml
websocket-client: websocket
google-api-python-client: googleapiclient
azure-storage-blob: azure.storage.blob
faiss-cpu: faiss
torch: torch
tensorflow: tensorflow
tensorboard: tensorboard
typing_extensions: typing_extensions
importlib-metadata: importlib_metadata
importlib-resources: importlib_resources
backports.zoneinfo: backports.zoneinfo
zope.interface: zope.interface
dnspython: dns
antlr4-python3-runtime: antlr4
ldap3: ldap3
python-ldap: ldap
pyasn1: pyasn1
hydra-core: hydra
kafka-python: kafka
memory-profiler: memory_profiler
line-profiler: line_profiler
pandas-stubs: pandas_stubs
pyarrow: pyarrow
pymongo: pymongo bson gridfs
pysqlite3: pysqlite3
sentry-sdk: sentry_sdk
stripe: stripe
tables: tables
umap-learn: umap
Unidecode: unidecode
wxPython: wx
xlsxwriter: xlsxwriter
XlsxWriter: xlsxwriter
ipython: IPython
jupyter-client: jupyter_client
charset-normalizer: charset_normalizer
Brotli: brotli
brotlicffi: brotlicffi
cached-property: cached_property
pyinstaller: PyInstaller
py-cpuinfo: cpuinfo
pyusb: usb
pexpect: pexpect
ptyprocess: ptyprocess
Cython: Cython cython
"""
# Distributions that are called as their only module is.
_SAME = """
aiofiles aiohttp aiomysql aioodbc aiosqlite alembic altair anyio apscheduler argon2 arrow asgiref
astropy async_timeout asyncmy asyncpg babel bcrypt black bleach blinker blosc bokeh boto boto3
botocore bottle cachetools catboost celery certifi cffi chardet cherrypy click cloudpickle
cloudscraper colorama coloredlogs coverage cryptography cupy curio cvxpy cx_Oracle cycler cymysql
dash dask datasets deepdiff deprecated dill distributed docker docutils duckdb eventlet execnet
faker falcon fastapi fastparquet feedparser filelock flake8 folium fsspec furo gensim geoip2
geopandas gevent gradio graphene greenlet gunicorn h11 h2 h5py hpack httpcore httplib2 httptools
httpx huggingface_hub hypercorn hypothesis idna imageio invoke isort itsdangerous jax jedi jinja2
jmespath joblib jsonpickle jsonschema keras kombu langchain librosa lightgbm llvmlite lxml lz4
mako markupsafe marshmallow matplotlib memcache meson mistune mlflow mock more_itertools moto
mpmath multidict mypy mypy_extensions MySQLdb myst_parser nbformat netCDF4 networkx nltk nose nox
numba numexpr numpy numpydoc oauthlib odf openai openpyxl oracledb orjson outcome packaging
pallets_sphinx_themes pandas paramiko parso passlib pathlib2 patsy pbr peewee pendulum pg8000 pip
pkginfo platformdirs plotly pluggy polars portalocker progressbar prometheus_client prompt_toolkit
psutil psycopg2cffi pudb py pyaml pycodestyle pycurl pydantic pydantic_core pydot pyfakefs pyftpdlib
pyflakes pygame pylibmc pylint pymc pymemcache pymssql pyodbc pyparsing pyperclip pyproj PyQt4
PyQt5 PyQt6 pyqtgraph pyreadstat pyright PySide2 PySide6 pyspark pytest_asyncio python_calamine
pytz pyxlsb qtpy quart rasterio ray redis regex requests requests_oauthlib requests_toolbelt
responses rich rsa ruff s3fs s3transfer sanic scipy scrapy seaborn selenium sentencepiece shapely
simplejson six slack_sdk sniffio snowballstemmer socks sortedcontainers soupsieve spacy
sphinx_copybutton sphinx_rtd_theme sphinxcontrib sqlglot sqlmodel sqlparse starlette statsmodels
structlog sympy tabulate tblib tenacity termcolor testfixtures textual threadpoolctl tiktoken
tinycss2 tokenizers toml tomli tomli_w tomlkit toolz tornado tox tqdm traitlets transformers trio
trustme twine typeguard typer tzdata tzlocal ujson unittest2 uritemplate urllib3 uvicorn uvloop
uwsgi virtualenv waitress watchdog watchfiles webencodings websockets wheel wrapt wsproto wtforms
atheris icecream ipdb line_profiler memory_profiler objgraph pympler scalene snakeviz viztracer
xarray xgboost xlrd xlwt xmltodict yarl zarr zipp zstandard zstd
"""

# Packages that many distributions share: none of them has the bare name.
NAMESPACES = frozenset("azure backports google jaraco ruamel sphinxcontrib zope".split())

DISTRIBUTIONS = {each: each.replace("_", "-") for each in _SAME.split()} | {
    module: name
    for name, modules in (row.split(": ") for row in _ROWS.strip().splitlines())
    for module in modules.split()
}
