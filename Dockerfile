# The service in a small image: docker build -t award . && docker run -p 8080:8080 -v award:/data award
# Everything it keeps is under /data, the keys too: back both up. Practice: docker run -p 8080:8080 award practice
FROM python:3.11-slim AS build
WORKDIR /src
RUN python3 -m venv --without-pip /opt/award
# The dependencies first: a change of the code alone does not install them again.
COPY pyproject.toml constraints.txt README.md ./
RUN python3 -c "import tomllib; print(*tomllib.load(open('pyproject.toml', 'rb'))['project']['dependencies'], sep='\n')" >wanted.txt \
 && python3 -m pip --python /opt/award/bin/python3 install --no-cache-dir --constraint constraints.txt --requirement wanted.txt
COPY bot bot
COPY handlers handlers
COPY papers papers
COPY reminders reminders
COPY rules rules
COPY storage storage
COPY texts texts
COPY web web
COPY workflow workflow
RUN python3 -m pip --python /opt/award/bin/python3 install --no-cache-dir --no-deps .

FROM python:3.11-slim
RUN useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin award \
 && install --directory --owner award --mode 0700 /data /keys /backups
COPY --from=build /opt/award /opt/award
ENV PATH=/opt/award/bin:$PATH PYTHONUNBUFFERED=1 AWARD_DATA_DIR=/data AWARD_HOST=0.0.0.0
USER award
WORKDIR /data
VOLUME /data
EXPOSE 8080
HEALTHCHECK --start-period=60s --interval=30s --timeout=5s \
 CMD ["python3", "-c", "import os, urllib.request as web; web.urlopen(f\"http://127.0.0.1:{os.environ.get('AWARD_PORT', '8080')}/health\", timeout=4)"]
ENTRYPOINT ["award"]
CMD ["serve"]
